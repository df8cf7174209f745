/** The series: figures of all connections together, kept for each period, so that charts need not count rows. */
import { keysOf } from "../shared/keys.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * The lengths of the periods that are kept, and how long they are kept. Periods begin at multiples of their length,
 * UTC.
 */
export const seriesSteps = {
  five_minutes: { stepMs: 5 * minuteMs, keptMs: 2 * dayMs },
  hour: { stepMs: hourMs, keptMs: 366 * dayMs },
} as const;
export type SeriesStep = keyof typeof seriesSteps;
export const seriesStepNames = keysOf(seriesSteps);

/** The time before the newest period that is counted again, because a slow transaction may commit a row late. */
export const seriesOverlapMs = hourMs;

/** What a chart can show: the number of its periods, their length, and the kept periods that are joined for it. */
export const seriesRanges = {
  hour: { step: "five_minutes", periodMs: 5 * minuteMs, periods: 12 },
  day: { step: "hour", periodMs: hourMs, periods: 24 },
  week: { step: "hour", periodMs: 6 * hourMs, periods: 28 },
  month: { step: "hour", periodMs: dayMs, periods: 30 },
} as const satisfies Record<
  string,
  { readonly step: SeriesStep; readonly periodMs: number; readonly periods: number }
>;
export type SeriesRange = keyof typeof seriesRanges;
export const seriesRangeNames = keysOf(seriesRanges);

/** The beginning of the period that contains a time. */
export const periodOf = (at: Date, periodMs: number): Date =>
  new Date(Math.floor(at.getTime() / periodMs) * periodMs);

/** The beginnings of a range's periods, oldest first. The last period contains `now` and is not over yet. */
export function listPeriods(range: SeriesRange, now: Date): Date[] {
  const { periodMs, periods } = seriesRanges[range];
  const last = periodOf(now, periodMs).getTime();
  return Array.from({ length: periods }, (_, at) => new Date(last - (periods - 1 - at) * periodMs));
}
