/** Keeps the series: counts the periods that are not final yet, and measures the present. */
import { asOperator, type Tx } from "@churned/db/client";
import {
  addMeasurement,
  countFreshness,
  countPeriods,
  findFirstEnd,
  findNewestPeriod,
  findOldestDue,
  findSeriesKeptAt,
  removeOtherPeriods,
} from "@churned/db/series";
import { evidenceTtlMs } from "@churned/domain/check";
import {
  seriesOverlapMs,
  type SeriesStep,
  seriesStepNames,
  seriesSteps,
  periodOf,
} from "@churned/domain/series";
import { lateAfterShare } from "@churned/domain/sync";
import type { ServiceContext } from "../context/context.ts";
import { timeBefore } from "../context/context.ts";

/**
 * The time of the periods that one transaction counts. After a long stop of all workers, several transactions follow.
 */
const stretchMs = 24 * 60 * 60_000;

/**
 * Counts all periods since the newest kept period, and the hour before it again, so that neither a worker that dies nor
 * a late commit leaves a hole. The first run counts the stored history. Returns the number of periods that were counted
 * beyond the usual ones, which is 0 in a steady state.
 */
export async function keepSeries(ctx: ServiceContext): Promise<number> {
  let caughtUp = 0;
  for (const step of seriesStepNames) caughtUp += await countStep(ctx, step);
  await asOperator(ctx.db, ctx.actor, async (tx) => {
    const now = ctx.now();
    const [freshness, oldestDue] = await Promise.all([
      countFreshness(tx, { now, nearShare: lateAfterShare }),
      findOldestDue(tx, now),
    ]);
    const oldestWaitMs = oldestDue === undefined ? 0 : now.getTime() - oldestDue.getTime();
    for (const step of seriesStepNames) {
      const at = periodOf(now, seriesSteps[step].stepMs);
      await addMeasurement(tx, { step, at }, { freshness, oldestWaitMs });
    }
  });
  return caughtUp;
}

async function countStep(ctx: ServiceContext, step: SeriesStep): Promise<number> {
  const { stepMs, keptMs } = seriesSteps[step];
  const now = ctx.now();
  const current = periodOf(now, stepMs).getTime();
  const oldest = periodOf(timeBefore(ctx, keptMs), stepMs);
  const callsKnownSince = timeBefore(ctx, evidenceTtlMs);
  const begin = await asOperator(ctx.db, ctx.actor, async (tx) => {
    await removeOtherPeriods(tx, step, { from: oldest, to: new Date(current) });
    return await findBeginning(tx, step, now);
  });
  let from = Math.max(periodOf(begin, stepMs).getTime(), oldest.getTime());
  const usual = 1 + Math.ceil(seriesOverlapMs / stepMs) + 1;
  const periods = (current - from) / stepMs + 1;
  while (from <= current) {
    const to = Math.min(from + stretchMs, current + stepMs);
    const request = { step, from: new Date(from), to: new Date(to), now, callsKnownSince };
    await asOperator(ctx.db, ctx.actor, (tx) => countPeriods(tx, request));
    from = to;
  }
  return Math.max(0, periods - usual);
}

/** The time from which periods must be counted. */
async function findBeginning(tx: Tx, step: SeriesStep, now: Date): Promise<Date> {
  const newest = await findNewestPeriod(tx, step);
  if (newest !== undefined) return new Date(newest.getTime() - seriesOverlapMs);
  return (await findFirstEnd(tx)) ?? now;
}

/** The time in milliseconds since the series were last counted; undefined if they never were. */
export async function findSeriesAgeMs(ctx: ServiceContext): Promise<number | undefined> {
  const at = await asOperator(ctx.db, ctx.actor, findSeriesKeptAt);
  return at === undefined ? undefined : ctx.now().getTime() - at.getTime();
}
