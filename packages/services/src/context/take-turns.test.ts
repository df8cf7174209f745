import { expect, test } from "vitest";
import { restAfterPage } from "./take-turns.ts";

const megabytes = (n: number): number => n * 1_000_000;

test("lets a sync that has read much rest for each beside it that has read little, a second at most", () => {
  const readers = new Map([
    ["large", megabytes(80)],
    ["equal", megabytes(60)],
    ["small", megabytes(1)],
    ["new", 0],
  ]);
  expect(restAfterPage(readers, "large", 150)).toBe(300);
  expect(restAfterPage(readers, "large", 900)).toBe(1_000);
  expect(restAfterPage(readers, "small", 150)).toBe(0);
});

test("holds nobody up where all have read alike, or where one is alone", () => {
  const alike = new Map([
    ["a", megabytes(80)],
    ["b", megabytes(70)],
  ]);
  expect(restAfterPage(alike, "a", 150)).toBe(0);
  expect(restAfterPage(new Map([["a", megabytes(80)]]), "a", 150)).toBe(0);
});
