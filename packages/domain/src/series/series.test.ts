import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KeptPeriod } from "./join-periods.ts";
import { joinPeriods } from "./join-periods.ts";
import { listPeriods, seriesRangeNames, seriesRanges, seriesSteps } from "./ranges.ts";
import { addSaveTimes, quantileOf, type SaveTimes, saveTimeBoundsMs } from "./save-times.ts";

/** Counts times as PostgreSQL's width_bucket does. */
function count(timesMs: readonly number[]): SaveTimes {
  return addSaveTimes(
    timesMs.map((ms) => ({ [saveTimeBoundsMs.filter((bound) => bound <= ms).length]: 1 })),
  );
}

const now = new Date("2026-11-23T14:41:00Z");
const period = (at: string, more: Partial<KeptPeriod> = {}): KeptPeriod => ({
  at: new Date(at),
  checks: {},
  saveTimes: {},
  records: 0,
  calls: 0,
  freshness: null,
  oldestWaitMs: null,
  ...more,
});

describe("times from Save to verdict", () => {
  it("gives a median and a p95 of joined periods that differ from those of all times by a tenth at most", () => {
    const times = fc.array(fc.integer({ min: 20, max: 3_600_000 }), { minLength: 1 });
    fc.assert(
      fc.property(times, times, fc.constantFrom(0.5, 0.95), (some, others, q) => {
        const all = [...some, ...others].toSorted((a, b) => a - b);
        const exact = all[Math.ceil(q * all.length) - 1] ?? NaN;
        const joined = quantileOf(addSaveTimes([count(some), count(others)]), q) ?? NaN;
        expect(Math.abs(joined - exact) / exact).toBeLessThan(0.12);
      }),
    );
  });

  it("has no median without a time", () => {
    expect(quantileOf({}, 0.5)).toBeNull();
  });
});

describe("the periods of a chart", () => {
  it("end with the period of now, and each is made of whole kept periods", () => {
    for (const range of seriesRangeNames) {
      const { periodMs, periods, step } = seriesRanges[range];
      const listed = listPeriods(range, now);
      expect(listed).toHaveLength(periods);
      const last = listed.at(-1)?.getTime() ?? 0;
      expect(last).toBeLessThanOrEqual(now.getTime());
      expect(last + periodMs).toBeGreaterThan(now.getTime());
      expect(periodMs % seriesSteps[step].stepMs).toBe(0);
      expect(periodMs * periods).toBeLessThan(seriesSteps[step].keptMs);
    }
  });

  it("add what adds up, keep the last freshness and the longest wait, and are null where nothing was kept", () => {
    const { periods, whole } = joinPeriods(
      "month",
      [
        period("2026-11-22T22:00:00Z", {
          checks: { connected: 2 },
          saveTimes: count([400]),
          records: 10,
          calls: 5,
          freshness: { within: 9, near: 0, past: 0 },
          oldestWaitMs: 900,
        }),
        period("2026-11-22T23:00:00Z", {
          checks: { connected: 1, planhat_down: 3 },
          saveTimes: count([400, 400]),
          records: 1,
          calls: 2,
          freshness: { within: 7, near: 1, past: 1 },
          oldestWaitMs: 100,
        }),
      ],
      now,
    );
    expect(periods.filter(({ figures }) => figures !== null)).toHaveLength(1);
    expect(periods.at(-2)?.figures).toMatchObject({
      checks: { connected: 3, planhat_down: 3 },
      saves: 3,
      records: 11,
      calls: 7,
      freshness: { within: 7, near: 1, past: 1 },
      oldestWaitMs: 900,
    });
    expect(whole.saves).toBe(3);
  });

  it("do not give a number of calls if the calls of a part were forgotten", () => {
    const kept = [period("2026-11-22T22:00:00Z", { calls: null }), period("2026-11-22T23:00:00Z")];
    expect(joinPeriods("month", kept, now).periods.at(-2)?.figures?.calls).toBeNull();
  });
});
