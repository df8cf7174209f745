import { describe, expect, it } from "vitest";
import { parseHostTable, planhatHosts } from "./hosts.ts";

describe("hosts", () => {
  it("names only https hosts under planhat.com, the default one first", () => {
    expect(planhatHosts[0]).toEqual({ name: "api", baseUrl: "https://api.planhat.com" });
    for (const { baseUrl } of planhatHosts)
      expect(baseUrl).toMatch(/^https:\/\/api(-\w+)?\.planhat\.com$/);
  });

  it("reads a table in order", () => {
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
