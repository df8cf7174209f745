/** When connections are synced automatically, and which connections will soon break the promise of fresh data. */
import { and, asc, eq, inArray, isNull, lt, min, sql } from "drizzle-orm";
import type { Tx } from "../client/database.ts";
import { connections } from "../tables/connection.ts";
import { syncs } from "../tables/sync.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import type { ConnectionRow } from "../connection/connections.ts";

/** Sets the time of the connection's next automatic sync. */
export async function scheduleSync(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.orm
    .update(connections)
    .set({ nextSyncAt: at })
    .where(and(eq(connections.id, id), ofTenant(tx, connections.tenantId)));
}

/** Makes a sync due at once after the data was erased, and prevents a warning that the data is late. */
export async function startOver(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.orm
    .update(connections)
    .set({ nextSyncAt: at, lateSaidAt: at })
    .where(and(eq(connections.id, id), ofTenant(tx, connections.tenantId)));
}

/** Sets how often the connection is synced, and the promised age of its data. */
export async function saveSchedule(
  tx: Tx,
  id: string,
  schedule: Pick<
    ConnectionRow,
    "incrementalEveryMinutes" | "fullEveryMinutes" | "freshWithinMinutes"
  > & { readonly nextSyncAt: Date | null },
): Promise<void> {
  await tx.orm
    .update(connections)
    .set({ ...schedule, lateSaidAt: null })
    .where(and(eq(connections.id, id), ofTenant(tx, connections.tenantId)));
}

/**
 * Claims up to `limit` working connections whose sync is due; the connections that have waited longest come first. The
 * claim moves their next sync to `until`. Until then no other process claims them, and if this process dies, they
 * become due again at that time.
 */
export async function claimDueSyncs(
  tx: Tx,
  request: { readonly now: Date; readonly until: Date; readonly limit: number },
): Promise<ConnectionRow[]> {
  const due = tx.orm
    .select({ id: connections.id })
    .from(connections)
    .where(
      and(
        lt(connections.nextSyncAt, request.now),
        eq(connections.state, "connected"),
        ofTenant(tx, connections.tenantId),
      ),
    )
    .orderBy(asc(connections.nextSyncAt))
    .limit(request.limit)
    .for("update", { skipLocked: true });
  return await tx.orm
    .update(connections)
    .set({ nextSyncAt: request.until })
    .where(inArray(connections.id, due))
    .returning();
}

/**
 * Working connections whose data is older than `share` of the promised time, if operators were not told yet. The
 * function also stores that operators were told. `since` is the time at which the data was last complete, or the
 * creation of the first sync if the data was never complete.
 */
export async function claimLateConnections(
  tx: Tx,
  request: { readonly now: Date; readonly share: number; readonly limit: number },
): Promise<{ id: string; since: Date }[]> {
  const begunAt = tx.orm
    .select({ at: min(syncs.createdAt) })
    .from(syncs)
    .where(and(eq(syncs.connectionId, connections.id), ofTenant(tx, syncs.tenantId)));
  const since = sql<Date>`coalesce(${connections.freshAt}, (${begunAt}))`.mapWith(
    connections.freshAt,
  );
  const now = sql`${request.now.toISOString()}::timestamptz`;
  const late = tx.orm
    .select({ id: connections.id })
    .from(connections)
    .where(
      and(
        eq(connections.state, "connected"),
        isNull(connections.lateSaidAt),
        isNull(connections.incidentId),
        sql`${since} < ${now} - ${request.share}::float8 * make_interval(mins => ${connections.freshWithinMinutes})`,
        ofTenant(tx, connections.tenantId),
      ),
    )
    .limit(request.limit)
    .for("update", { skipLocked: true });
  return await tx.orm
    .update(connections)
    .set({ lateSaidAt: request.now })
    .where(inArray(connections.id, late))
    .returning({ id: connections.id, since });
}
