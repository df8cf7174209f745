import { describe, expect, it } from "vitest";
import { findHostName, parseHostTable, planhatHosts } from "./hosts.ts";

describe("hosts", () => {
  it("contain only https hosts under planhat.com, the default host first", () => {
    expect(planhatHosts[0]).toEqual({ name: "api", baseUrl: "https://api.planhat.com" });
    for (const { baseUrl } of planhatHosts)
      expect(baseUrl).toMatch(/^https:\/\/api(-\w+)?\.planhat\.com$/);
  });

  it("are read from a table in its order", () => {
    expect(parseHostTable("api=http://127.0.0.1:1/api/, eu=https://x.example")).toEqual([
      { name: "api", baseUrl: "http://127.0.0.1:1/api" },
      { name: "eu", baseUrl: "https://x.example" },
    ]);
  });

  it.each([
    "",
    "api",
    "=http://x",
    "api=ftp://x",
    "a b=http://x",
    "api=http://x,api=http://y",
    "api=http://x,",
  ])("refuses %j", (text) => {
    expect(() => parseHostTable(text)).toThrow(TypeError);
  });
});

describe("findHostName", () => {
  it.each([
    ["https://app-us3.planhat.com/companies?tab=1", "api-us3"],
    ["app-eu2.planhat.com", "api-eu2"],
    ["https://ws-us1.planhat.com", "api-us1"],
    ["api-eu", "api-eu"],
    [" US3 ", "api-us3"],
    // Planhat may send people of every region to this address, so it names no region.
    ["https://app.planhat.com/", undefined],
    ["", undefined],
    ["https://app-us3.planhat.com.evil.example", "https://app-us3.planhat.com.evil.example"],
  ])("reads %j as %j", (text, name) => {
    expect(findHostName(text)).toBe(name);
  });
});
