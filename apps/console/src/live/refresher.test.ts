import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Key } from "./reduce-event.ts";
import { makeRefresher } from "./refresher.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const check = { now: [["check", "one", "c1"]], soon: [] };

test("reads once for a burst of events about the same object", async () => {
  const reads: Key[] = [];
  const refresher = makeRefresher(async (key) => reads.push(key));
  for (let event = 0; event < 50; event += 1) refresher.touch(check);
  await vi.advanceTimersByTimeAsync(100);
  expect(reads).toEqual([["check", "one", "c1"]]);
});

test("starts no second read of an object before the first ends, and loses no event in the meantime", async () => {
  const finish: (() => void)[] = [];
  const refresher = makeRefresher(() => new Promise<void>((resolve) => finish.push(resolve)));
  refresher.touch(check);
  await vi.advanceTimersByTimeAsync(100);
  refresher.touch(check);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(finish).toHaveLength(1);
  finish[0]?.();
  await vi.advanceTimersByTimeAsync(100);
  expect(finish).toHaveLength(2);
});

test("makes no object wait for the slow read of another", async () => {
  const reads: Key[] = [];
  const refresher = makeRefresher((key) => {
    reads.push(key);
    return new Promise(() => undefined);
  });
  refresher.touch({ now: [["connection", "own"]], soon: [] });
  await vi.advanceTimersByTimeAsync(100);
  refresher.touch(check);
  await vi.advanceTimersByTimeAsync(100);
  expect(reads).toEqual([
    ["connection", "own"],
    ["check", "one", "c1"],
  ]);
});

test("does nothing after it was stopped", async () => {
  let reads = 0;
  const refresher = makeRefresher(async () => (reads += 1));
  refresher.touch(check);
  refresher.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reads).toBe(0);
});
