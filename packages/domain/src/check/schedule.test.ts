import { describe, expect, it } from "vitest";
import { callsByItselfPerDayMax, callsPerCheck, weighCheck } from "./schedule.ts";
import { retryDelayMs } from "../shared/retry-delay.ts";
import { callsPerMinute } from "../budget/limits.ts";

describe("retryDelayMs", () => {
  it("grows up to its cap, with jitter", () => {
    expect(retryDelayMs(1, 0)).toBe(1_000);
    expect(retryDelayMs(3, 0.999)).toBeCloseTo(8_000, -1);
    expect(retryDelayMs(50, 0.999)).toBeLessThanOrEqual(600_000);
  });
});

it("counts a check of many calls as several, so that a day's limit also holds when other hosts are asked", () => {
  expect([0, 13, callsPerCheck, callsPerCheck + 1, 3 * callsPerCheck].map(weighCheck)).toEqual([
    1, 1, 1, 2, 3,
  ]);
});

it("makes fewer calls in a day without a person asking than Planhat allows in ten minutes", () => {
  expect(callsByItselfPerDayMax).toBeLessThan(10 * callsPerMinute);
});
