/** The part of the series that no row tells later: how fresh the data is now, and how long work waits now. */
import type { SQL } from "drizzle-orm";
import { and, eq, inArray, isNull, lt, lte, min, notInArray, or, sql } from "drizzle-orm";
import type { FreshnessCount, SeriesStep } from "@churned/domain/series";
import { liveSyncStates } from "@churned/domain/sync";
import type { Tx } from "../client/database.ts";
import { checks } from "../tables/check.ts";
import { connections } from "../tables/connection.ts";
import { notifications } from "../tables/history.ts";
import { series } from "../tables/series.ts";
import { syncs } from "../tables/sync.ts";

export interface Measurement {
  readonly freshness: FreshnessCount;
  readonly oldestWaitMs: number;
}

const count = (condition: SQL) => sql<number>`count(*) filter (where ${condition})`.mapWith(Number);

/**
 * Counts connections by their promise of fresh data. `near`: more than `nearShare` of the promised time has passed.
 * Connections without a sync, paused and disconnected ones have no promise.
 */
export async function countFreshness(
  tx: Tx,
  { now, nearShare }: { readonly now: Date; readonly nearShare: number },
): Promise<FreshnessCount> {
  const begunAt = tx.orm
    .select({ at: min(syncs.createdAt) })
    .from(syncs)
    .where(eq(syncs.connectionId, connections.id));
  const promisedMs = sql`${connections.freshWithinMinutes} * 60000.0`;
  const ageMs = sql`extract(epoch from ${now.toISOString()}::timestamptz - coalesce(${connections.freshAt}, (${begunAt}))) * 1000`;
  const shares = tx.orm
    .select({ share: sql<number>`(${ageMs}) / (${promisedMs})`.as("share") })
    .from(connections)
    .where(notInArray(connections.state, ["paused", "disconnected"]))
    .as("shares");
  const [row] = await tx.orm
    .select({
      within: count(sql`${shares.share} <= ${nearShare}::float8`),
      near: count(sql`${shares.share} > ${nearShare}::float8 and ${shares.share} <= 1`),
      past: count(sql`${shares.share} > 1`),
    })
    .from(shares);
  return row ?? { within: 0, near: 0, past: 0 };
}

/** Since when the oldest due check, sync or notification waits for a worker; undefined if none waits. */
export async function findOldestDue(tx: Tx, now: Date): Promise<Date | undefined> {
  const waits = (table: typeof checks | typeof syncs | typeof notifications) =>
    and(lte(table.nextAttemptAt, now), or(isNull(table.leaseUntil), lt(table.leaseUntil, now)));
  const found = await Promise.all([
    tx.orm
      .select({ at: min(checks.nextAttemptAt) })
      .from(checks)
      .where(and(sql`${checks.state} <> 'done'`, waits(checks))),
    tx.orm
      .select({ at: min(syncs.nextAttemptAt) })
      .from(syncs)
      .where(and(inArray(syncs.state, [...liveSyncStates]), waits(syncs))),
    tx.orm
      .select({ at: min(notifications.nextAttemptAt) })
      .from(notifications)
      .where(and(eq(notifications.state, "queued"), waits(notifications))),
  ]);
  const times = found.flatMap(([row]) => row?.at ?? []);
  return times.toSorted((a, b) => a.getTime() - b.getTime())[0];
}

/** Adds a measurement to a kept period: the last freshness and the longest wait of a period count. */
export async function addMeasurement(
  tx: Tx,
  { step, at }: { readonly step: SeriesStep; readonly at: Date },
  { freshness, oldestWaitMs }: Measurement,
): Promise<void> {
  await tx.orm
    .update(series)
    .set({
      ...freshness,
      oldestWaitMs: sql`greatest(${series.oldestWaitMs}, ${Math.round(oldestWaitMs)}::bigint)`,
    })
    .where(and(eq(series.step, step), eq(series.at, at)));
}
