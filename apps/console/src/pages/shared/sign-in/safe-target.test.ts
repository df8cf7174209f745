import { expect, test } from "vitest";
import { safeTarget } from "./safe-target.ts";

test("returns to the page that required the sign-in", () => {
  expect(safeTarget("/connections?state=paused")).toBe("/connections?state=paused");
  expect(safeTarget("/planhat#token")).toBe("/planhat#token");
  expect(safeTarget(undefined)).toBe("/");
});

test("never leaves the site, whatever the link contains", () => {
  for (const to of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
  ])
    expect(safeTarget(to)).toBe("/");
});
