import { describe, expect, it } from "vitest";
import { retryDelayMs } from "./schedule.ts";

describe("retryDelayMs", () => {
  it("grows up to its cap and keeps jitter", () => {
    expect(retryDelayMs(1, 0)).toBe(1_000);
    expect(retryDelayMs(3, 0.999)).toBeCloseTo(8_000, -1);
    expect(retryDelayMs(50, 0.999)).toBeLessThanOrEqual(600_000);
  });
});
