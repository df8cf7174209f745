import { expect, test } from "vitest";
import { safeTarget } from "./safe-target.ts";

test("goes back to the page that asked for the sign-in", () => {
  expect(safeTarget("/connections?state=paused")).toBe("/connections?state=paused");
  expect(safeTarget("/planhat#token")).toBe("/planhat#token");
  expect(safeTarget(undefined)).toBe("/");
});

test("never leaves the site, whatever a link says", () => {
  for (const to of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
  ])
    expect(safeTarget(to)).toBe("/");
});
