/**
 * Deletes old checks, syncs and notifications. Ids begin with their creation time, so the oldest rows come first in the
 * primary key, and no further index is needed.
 */
import { sql } from "drizzle-orm";
import type { SyncMode, SyncState } from "@churned/domain/sync";
import type { Tx } from "../client/database.ts";
import { literal, oneOf } from "../tables/columns.ts";
import type { NotificationState } from "../tables/history.ts";

/** The smallest possible UUID version 7 of this time. */
function firstIdAt(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

interface Request {
  readonly doneBefore: Date;
  readonly limit: number;
}

/**
 * Deletes old checks with their probes, except the latest check of each token. Returns the number of deleted checks.
 */
export async function removeOldChecks(tx: Tx, { doneBefore, limit }: Request): Promise<number> {
  const { rowCount } = await tx.orm.execute(sql`
    delete from checks where id in (
      select id from checks old
      where id < ${firstIdAt(doneBefore)}::uuid and done_at < ${doneBefore.toISOString()}::timestamptz
        and exists (select from checks later where later.credential_id = old.credential_id and later.id > old.id)
      order by id limit ${limit})`);
  return rowCount ?? 0;
}

/**
 * Deletes old syncs with their streams. Each connection keeps its last successful full sync and all later syncs.
 * Returns the number of deleted syncs.
 */
export async function removeOldSyncs(tx: Tx, { doneBefore, limit }: Request): Promise<number> {
  const { rowCount } = await tx.orm.execute(sql`
    delete from syncs where id in (
      select id from syncs old
      where id < ${firstIdAt(doneBefore)}::uuid and done_at < ${doneBefore.toISOString()}::timestamptz
        and exists (
          select from syncs later
          where later.connection_id = old.connection_id and later.id > old.id
            and later.mode = ${literal("full" satisfies SyncMode)} and later.state in (${oneOf(["succeeded", "succeeded_with_gaps"] satisfies SyncState[])}))
      order by id limit ${limit})`);
  return rowCount ?? 0;
}

/** Deletes old notifications that are not queued. Returns the number of deleted notifications. */
export async function removeOldNotifications(
  tx: Tx,
  { doneBefore, limit }: Request,
): Promise<number> {
  const { rowCount } = await tx.orm.execute(sql`
    delete from notifications where id in (
      select id from notifications
      where id < ${firstIdAt(doneBefore)}::uuid and state <> ${literal("queued" satisfies NotificationState)} order by id limit ${limit})`);
  return rowCount ?? 0;
}
