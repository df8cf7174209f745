/** The series: counting periods of time from rows, and reading them. */
import { and, asc, eq, gt, gte, lt, max, or, sql } from "drizzle-orm";
import type { CheckTrigger } from "@churned/domain/check";
import type { KeptPeriod, SeriesStep } from "@churned/domain/series";
import { saveTimeBoundsMs, seriesSteps } from "@churned/domain/series";
import type { Tx } from "../client/database.ts";
import { checks } from "../tables/check.ts";
import { literal } from "../tables/columns.ts";
import { series } from "../tables/series.ts";
import { streams } from "../tables/stream.ts";

/** Periods of one step, from the first to before the last. */
interface Periods {
  readonly step: SeriesStep;
  readonly from: Date;
  readonly to: Date;
}

const instantOf = (at: Date) => sql`${at.toISOString()}::timestamptz`;
const bounds = sql.raw(`array[${saveTimeBoundsMs.join()}]::float8[]`);

/**
 * Counts the checks and streams that ended in these periods, and stores the numbers in place of earlier ones. A period
 * without any row gets zeros. The cost follows from the rows that ended in the periods, not from older rows.
 */
export async function countPeriods(
  tx: Tx,
  request: Periods & {
    readonly now: Date;
    /** The calls of checks that ended earlier are forgotten. */
    readonly callsKnownSince: Date;
  },
): Promise<void> {
  const { step, from, to, now, callsKnownSince } = request;
  const length = sql.raw(`interval '${seriesSteps[step].stepMs} milliseconds'`);
  const ended = (table: typeof checks | typeof streams) =>
    sql`${table.doneAt} >= ${instantOf(from)} and ${table.doneAt} < ${instantOf(to)}`;
  const periodOf = (table: typeof checks | typeof streams) =>
    sql`date_bin(${length}, ${table.doneAt}, 'epoch'::timestamptz)`;
  const waitedMs = sql`extract(epoch from ${checks.doneAt} - ${checks.createdAt}) * 1000`;
  await tx.orm.execute(sql`
    with by_verdict as (
      select ${periodOf(checks)} as at, ${checks.verdict} as verdict, count(*) as n, sum(jsonb_array_length(${checks.requests})) as calls
      from ${checks} where ${ended(checks)} group by 1, 2
    ), of_checks as (
      select at, jsonb_object_agg(verdict, n) filter (where verdict is not null) as checks, sum(calls) as calls from by_verdict group by 1
    ), by_bucket as (
      select ${periodOf(checks)} as at, width_bucket((${waitedMs})::float8, ${bounds}) as bucket, count(*) as n
      from ${checks} where ${ended(checks)} and ${checks.trigger} = ${literal("save" satisfies CheckTrigger)} and ${checks.verdict} is not null group by 1, 2
    ), of_saves as (
      select at, jsonb_object_agg(bucket, n) as save_times from by_bucket group by 1
    ), of_streams as (
      select ${periodOf(streams)} as at, sum(${streams.inserted} + ${streams.updated}) as records, sum(${streams.requests}) as calls
      from ${streams} where ${ended(streams)} group by 1
    )
    insert into ${series} (step, at, checks, save_times, records, calls, kept_at)
    select ${step}, period, coalesce(of_checks.checks, '{}'), coalesce(of_saves.save_times, '{}'), coalesce(of_streams.records, 0),
      case when period >= ${instantOf(callsKnownSince)} then coalesce(of_checks.calls, 0) + coalesce(of_streams.calls, 0) end, ${instantOf(now)}
    from generate_series(${instantOf(from)}, ${instantOf(to)} - ${length}, ${length}) as period
      left join of_checks on of_checks.at = period
      left join of_saves on of_saves.at = period
      left join of_streams on of_streams.at = period
    on conflict (step, at) do update set checks = excluded.checks, save_times = excluded.save_times,
      records = excluded.records, calls = excluded.calls, kept_at = excluded.kept_at`);
}

/** The beginning of the newest kept period; undefined if none is kept. */
export async function findNewestPeriod(tx: Tx, step: SeriesStep): Promise<Date | undefined> {
  const [row] = await tx.orm
    .select({ at: max(series.at) })
    .from(series)
    .where(eq(series.step, step));
  return row?.at ?? undefined;
}

/** When the first stored check or stream ended; undefined if none has. */
export async function findFirstEnd(tx: Tx): Promise<Date | undefined> {
  const { rows } = await tx.orm.execute<{ at: Date | null }>(sql`
    select least((select min(${checks.doneAt}) from ${checks}), (select min(${streams.doneAt}) from ${streams})) as at`);
  const at = rows[0]?.at ?? undefined;
  return at === undefined ? undefined : new Date(at);
}

/** When the series were last counted; undefined if never. */
export async function findSeriesKeptAt(tx: Tx): Promise<Date | undefined> {
  const [row] = await tx.orm
    .select({ at: series.keptAt })
    .from(series)
    .where(eq(series.step, "hour"))
    .orderBy(sql`${series.at} desc`)
    .limit(1);
  return row?.at;
}

/**
 * Deletes the periods of a step that began before `from` or after `to`. Periods of the future exist only if the clock
 * of PostgreSQL was ahead; they would stop the counting until their time.
 */
export async function removeOtherPeriods(
  tx: Tx,
  step: SeriesStep,
  kept: { readonly from: Date; readonly to: Date },
): Promise<void> {
  await tx.orm
    .delete(series)
    .where(and(eq(series.step, step), or(lt(series.at, kept.from), gt(series.at, kept.to))));
}

/** The kept periods since a time, oldest first, each with when it was counted. */
export async function listKeptPeriods(
  tx: Tx,
  { step, from }: Pick<Periods, "step" | "from">,
): Promise<(KeptPeriod & { readonly keptAt: Date })[]> {
  const rows = await tx.orm
    .select()
    .from(series)
    .where(and(eq(series.step, step), gte(series.at, from)))
    .orderBy(asc(series.at));
  return rows.map(({ within, near, past, ...row }) => ({
    ...row,
    freshness: within === null || near === null || past === null ? null : { within, near, past },
  }));
}
