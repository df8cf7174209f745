import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeRefresher } from "./refresher.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const check = { now: [["check", "one", "c1"]], soon: [] };

test("reads once for a burst of events about the same thing", async () => {
  const rounds: (readonly (readonly string[])[])[] = [];
  const refresher = makeRefresher(async (keys) => rounds.push(keys));
  for (let event = 0; event < 50; event += 1) refresher.touch(check);
  await vi.advanceTimersByTimeAsync(100);
  expect(rounds).toEqual([[["check", "one", "c1"]]]);
});

test("never starts a round before the last one is here, and never forgets what came meanwhile", async () => {
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

test("does nothing more once stopped", async () => {
  let rounds = 0;
  const refresher = makeRefresher(async () => (rounds += 1));
  refresher.touch(check);
  refresher.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(rounds).toBe(0);
});
