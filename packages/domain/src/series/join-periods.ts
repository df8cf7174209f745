/** Joins kept periods to the periods of a chart. */
import type { VerdictKind } from "../verdict/kinds.ts";
import { listPeriods, type SeriesRange, seriesRanges, periodOf } from "./ranges.ts";
import { addSaveTimes, countSaveTimes, quantileOf, type SaveTimes } from "./save-times.ts";

/** How many connections keep the promise of fresh data, soon break it, and broke it. */
export interface FreshnessCount {
  readonly within: number;
  readonly near: number;
  readonly past: number;
}

/** One kept period. */
export interface KeptPeriod {
  readonly at: Date;
  /** The number of checks that ended in the period, by verdict. */
  readonly checks: Readonly<Partial<Record<VerdictKind, number>>>;
  readonly saveTimes: SaveTimes;
  /** New and changed records of the streams that ended in the period. */
  readonly records: number;
  /** Calls to Planhat of the checks and streams that ended in the period; null if the calls were already forgotten. */
  readonly calls: number | null;
  /** The last measurement in the period; null if no worker ran. */
  readonly freshness: FreshnessCount | null;
  /** The longest measured time for which the oldest due work had waited; null if no worker ran. */
  readonly oldestWaitMs: number | null;
}

/** The times from Save to verdict: how many, their median and their 95th percentile. */
export interface SaveFigures {
  readonly saves: number;
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
}

/** One period of a chart. */
export interface ChartPeriod extends Omit<KeptPeriod, "at" | "saveTimes">, SaveFigures {}

/** The periods of a chart, oldest first. A period is null where nothing was kept. */
export function joinPeriods(
  range: SeriesRange,
  kept: readonly KeptPeriod[],
  now: Date,
): { readonly periods: { at: Date; figures: ChartPeriod | null }[]; readonly whole: SaveFigures } {
  const { periodMs } = seriesRanges[range];
  const byPeriod = Map.groupBy(kept, ({ at }) => periodOf(at, periodMs).getTime());
  const periods = listPeriods(range, now).map((at) => {
    const parts = byPeriod.get(at.getTime());
    return { at, figures: parts === undefined ? null : joinParts(parts) };
  });
  return { periods, whole: figuresOf(kept.map(({ saveTimes }) => saveTimes)) };
}

function figuresOf(all: readonly SaveTimes[]): SaveFigures {
  const times = addSaveTimes(all);
  return {
    saves: countSaveTimes(times),
    medianMs: quantileOf(times, 0.5),
    p95Ms: quantileOf(times, 0.95),
  };
}

function joinParts(parts: readonly KeptPeriod[]): ChartPeriod {
  const checks: Partial<Record<VerdictKind, number>> = {};
  for (const part of parts)
    for (const [kind, count] of Object.entries(part.checks) as [VerdictKind, number][])
      checks[kind] = (checks[kind] ?? 0) + count;
  const waits = parts.flatMap(({ oldestWaitMs }) => oldestWaitMs ?? []);
  const calls = parts.map((part) => part.calls);
  return {
    checks,
    ...figuresOf(parts.map(({ saveTimes }) => saveTimes)),
    records: parts.reduce((sum, { records }) => sum + records, 0),
    calls: calls.includes(null) ? null : calls.reduce<number>((sum, n) => sum + (n ?? 0), 0),
    freshness: parts.findLast(({ freshness }) => freshness !== null)?.freshness ?? null,
    oldestWaitMs: waits.length === 0 ? null : Math.max(...waits),
  };
}
