import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calmIntervalMs, delayToNextCheckMs, outageIntervalMs, retryDelayMs } from "./schedule.ts";
import { verdictKinds } from "./verdict/kinds.ts";

const at = (attempt: number): number =>
  delayToNextCheckMs({ verdict: "planhat_down", attempt, random: 0.5 });

describe("delayToNextCheckMs", () => {
  const anyCheck = fc.record({
    verdict: fc.constantFrom(...verdictKinds),
    attempt: fc.integer({ min: 1, max: 10_000 }),
    random: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });

  it("is never shorter than three seconds, nor longer than five hours", () => {
    fc.assert(
      fc.property(anyCheck, (check) => {
        const delayMs = delayToNextCheckMs(check);
        expect(delayMs).toBeGreaterThanOrEqual(outageIntervalMs * 0.75);
        expect(delayMs).toBeLessThanOrEqual(calmIntervalMs * 1.25);
      }),
    );
  });

  it("spreads connections that were made together", () => {
    const delays = [0, 0.25, 0.5, 0.75].map((random) =>
      delayToNextCheckMs({ verdict: "connected", attempt: 0, random }),
    );
    expect(new Set(delays).size).toBe(4);
  });

  it("looks ever more slowly at what stays broken", () => {
    expect(at(1)).toBeLessThan(at(2));
    expect(at(2)).toBeLessThan(at(6));
    expect(at(40)).toBe(10 * 60_000);
  });
});

describe("retryDelayMs", () => {
  it("grows up to its cap and keeps jitter", () => {
    expect(retryDelayMs(1, 0)).toBe(1_000);
    expect(retryDelayMs(3, 0.999)).toBeCloseTo(8_000, -1);
    expect(retryDelayMs(50, 0.999)).toBeLessThanOrEqual(600_000);
  });
});
