import { expect, test } from "vitest";
import { isEvery, tellConnected } from "./tell-connected.ts";

const exactly = (total: number) => ({ total, isAtLeast: false });
const atLeast = (total: number) => ({ total, isAtLeast: true });

test.each([
  [exactly(0), exactly(0), "There is no connection yet."],
  [exactly(1), exactly(1), "The one connection is connected."],
  [exactly(0), exactly(1), "The one connection is not connected."],
  [exactly(1), exactly(3), "1 of 3 connections is connected."],
  [exactly(2), exactly(3), "2 of 3 connections are connected."],
  [exactly(1_000), exactly(1_000), "All 1,000 connections are connected."],
  [exactly(12), atLeast(1_000), "12 of 1,000+ connections are connected."],
  [atLeast(1_000), atLeast(1_000), "1,000+ connections are connected."],
])("%o of %o: %s", (connected, all, told) => {
  expect(tellConnected(connected, all)).toBe(told);
});

test("never says that all are connected where not all were counted", () => {
  expect(isEvery(atLeast(1_000), atLeast(1_000))).toBe(false);
  expect(isEvery(exactly(1_000), atLeast(1_000))).toBe(false);
  expect(isEvery(exactly(12), exactly(12))).toBe(true);
});
