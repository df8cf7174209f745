import { expect, test } from "vitest";
import { fairPauseMs } from "./fair-pause.ts";

const megabytes = (n: number): number => n * 1_000_000;

test("pauses a sync that has read much for each sync beside it that has read little, at most one second", () => {
  const readers = new Map([
    ["large", megabytes(80)],
    ["equal", megabytes(60)],
    ["small", megabytes(1)],
    ["new", 0],
  ]);
  expect(fairPauseMs(readers, "large", 150)).toBe(300);
  expect(fairPauseMs(readers, "large", 900)).toBe(1_000);
  expect(fairPauseMs(readers, "small", 150)).toBe(0);
});

test("pauses no sync where all have read about the same, or where only one is read", () => {
  const alike = new Map([
    ["a", megabytes(80)],
    ["b", megabytes(70)],
  ]);
  expect(fairPauseMs(alike, "a", 150)).toBe(0);
  expect(fairPauseMs(new Map([["a", megabytes(80)]]), "a", 150)).toBe(0);
});
