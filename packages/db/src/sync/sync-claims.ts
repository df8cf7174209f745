/**
 * Work on a sync: claiming it, extending its lease, updating and ending it. The fencing token of a sync is the epoch of
 * its connection, and every transaction that stores a page names this epoch.
 */
import {
  and,
  asc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  notInArray,
  or,
  sql,
} from "drizzle-orm";
import type { SyncState } from "@churned/domain/sync";
import { statesBefore } from "@churned/domain/shared";
import { syncTransitions } from "@churned/domain/sync";
import { syncsOfTenantMax } from "@churned/domain/sync";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import { connections } from "../tables/connection.ts";
import { syncs } from "../tables/sync.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { isInconclusiveNow } from "../connection/connections.ts";
import { isLive } from "./syncs.ts";

/** A claim of a sync: the id of the sync, its connection, and the epoch of the connection. */
export interface SyncClaim {
  readonly id: string;
  readonly connectionId: string;
  readonly tenantId: string;
  readonly epoch: number;
}

/** The condition that a sync may change to this state, by the table of transitions. */
const mayBecome = (state: SyncState) => inArray(syncs.state, statesBefore(syncTransitions, state));

/**
 * The condition that a sync was due at `dueBy` and may be claimed at `now`: no worker has a valid lease, the tenant
 * runs fewer syncs than the maximum, and the connection does not wait for the end of an incident.
 */
function isClaimable(tx: Tx, dueBy: Date, now: Date) {
  const busyTenants = tx.orm
    .select({ tenantId: syncs.tenantId })
    .from(syncs)
    .where(and(gte(syncs.leaseUntil, now), ofTenant(tx, syncs.tenantId)))
    .groupBy(syncs.tenantId)
    .having(sql`count(*) >= ${syncsOfTenantMax}`);
  const inIncident = tx.orm
    .select({ id: connections.id })
    .from(connections)
    .where(and(isNotNull(connections.incidentId), isInconclusiveNow));
  return and(
    isLive,
    lte(syncs.nextAttemptAt, dueBy),
    or(isNull(syncs.leaseUntil), lt(syncs.leaseUntil, now)),
    notInArray(syncs.tenantId, busyTenants),
    // A connection that failed in an incident is not read, because it would fail again and take a worker's capacity
    // from other syncs. A sync that somebody cancelled is claimed anyway, so that it ends before the incident does.
    or(isNotNull(syncs.cancelRequestedAt), notInArray(syncs.connectionId, inIncident)),
    ofTenant(tx, syncs.tenantId),
  );
}

/**
 * Chooses the next sync to run, which is the sync that has been due the longest. A lock lets only one transaction
 * choose at a time, so that a tenant never runs more syncs than allowed. A sync whose connection is locked is skipped,
 * because the choice must not wait.
 */
export async function chooseDueSync(tx: Tx, now: Date): Promise<string | undefined> {
  sendAlong(
    tx,
    tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended('churned/sync-turns', 0))`),
  );
  const [chosen] = await tx.orm
    .select({ id: syncs.id })
    .from(syncs)
    .innerJoin(connections, eq(connections.id, syncs.connectionId))
    .where(isClaimable(tx, now, now))
    .orderBy(asc(syncs.nextAttemptAt))
    .limit(1)
    .for("update", { of: connections, skipLocked: true });
  return chosen?.id;
}

/**
 * Claims a live sync that is due and has no valid lease, and raises the epoch of its connection. The connection is
 * locked before the sync, in the same order as everywhere, to avoid deadlocks. Returns undefined if the sync cannot be
 * claimed.
 */
export async function claimSync(
  tx: Tx,
  id: string,
  lease: { readonly now: Date; readonly until: Date },
): Promise<SyncClaim | undefined> {
  const [owner] = await tx.orm
    .select({ id: connections.id, epoch: connections.epoch })
    .from(syncs)
    .innerJoin(connections, eq(connections.id, syncs.connectionId))
    .where(and(eq(syncs.id, id), ofTenant(tx, syncs.tenantId)))
    .for("update", { of: connections });
  if (owner === undefined) return undefined;
  const [claimed] = await tx.orm
    .update(syncs)
    .set({
      state: "running",
      leaseUntil: lease.until,
      // If a lease expired without being released, its worker died or hung. This counts as a failed attempt.
      attempt: sql`${syncs.attempt} + case when ${syncs.leaseUntil} is null then 0 else 1 end`,
      startedAt: sql`coalesce(${syncs.startedAt}, ${lease.now.toISOString()}::timestamptz)`,
    })
    .where(
      and(
        eq(syncs.id, id),
        mayBecome("running"),
        lte(syncs.nextAttemptAt, lease.now),
        or(isNull(syncs.leaseUntil), lt(syncs.leaseUntil, lease.now)),
        ofTenant(tx, syncs.tenantId),
      ),
    )
    .returning({ connectionId: syncs.connectionId, tenantId: syncs.tenantId });
  if (claimed === undefined) return undefined;
  const epoch = owner.epoch + 1;
  await tx.orm
    .update(connections)
    .set({ epoch })
    .where(and(eq(connections.id, owner.id), ofTenant(tx, connections.tenantId)));
  return { id, ...claimed, epoch };
}

/** True as long as `claim` is the latest claim of its connection. Locks the connection until the transaction ends. */
export async function isSyncClaimValid(tx: Tx, claim: SyncClaim): Promise<boolean> {
  const [row] = await tx.orm
    .select({ epoch: connections.epoch })
    .from(connections)
    .where(and(eq(connections.id, claim.connectionId), ofTenant(tx, connections.tenantId)))
    .for("update");
  return row?.epoch === claim.epoch;
}

export async function extendSyncLease(tx: Tx, claim: SyncClaim, until: Date): Promise<boolean> {
  if (!(await isSyncClaimValid(tx, claim))) return false;
  const kept = await tx.orm
    .update(syncs)
    .set({ leaseUntil: until })
    .where(
      and(
        eq(syncs.id, claim.id),
        eq(syncs.state, "running"),
        // A sync without a lease was released, so it has no lease to extend.
        isNotNull(syncs.leaseUntil),
        ofTenant(tx, syncs.tenantId),
      ),
    )
    .returning({ id: syncs.id });
  return kept.length === 1;
}

export interface SyncUpdate {
  readonly state: SyncState;
  readonly reason?: string | null;
  readonly nextAttemptAt?: Date;
  readonly attempt?: number;
  readonly leaseUntil?: Date | null;
  readonly doneAt?: Date;
  readonly progressAt?: Date;
}

/**
 * Changes a sync. Returns false if the sync may not change from its current state to `state`. The caller must have
 * claimed the sync or locked its connection.
 */
export async function updateSync(tx: Tx, id: string, update: SyncUpdate): Promise<boolean> {
  const changed = await tx.orm
    .update(syncs)
    .set(update)
    .where(and(eq(syncs.id, id), mayBecome(update.state), ofTenant(tx, syncs.tenantId)))
    .returning({ id: syncs.id });
  return changed.length === 1;
}

/** Asks a live sync to stop at its next page. Returns false if the sync is over. */
export async function requestCancel(tx: Tx, id: string, at: Date): Promise<boolean> {
  const asked = await tx.orm
    .update(syncs)
    .set({ cancelRequestedAt: at, nextAttemptAt: at })
    .where(and(eq(syncs.id, id), isLive, ofTenant(tx, syncs.tenantId)))
    .returning({ id: syncs.id });
  return asked.length === 1;
}

/**
 * Revokes the claim of a connection's live sync: pages that are landing commit nothing, the sync is asked to stop, and
 * another worker can claim the sync at once. Returns the id of the sync; undefined if the connection has no live sync.
 */
export async function cutOffSync(
  tx: Tx,
  connectionId: string,
  at: Date,
): Promise<string | undefined> {
  await tx.orm
    .update(connections)
    .set({ epoch: sql`${connections.epoch} + 1` })
    .where(and(eq(connections.id, connectionId), ofTenant(tx, connections.tenantId)));
  const [cut] = await tx.orm
    .update(syncs)
    .set({ cancelRequestedAt: at, nextAttemptAt: at, leaseUntil: null })
    .where(and(eq(syncs.connectionId, connectionId), isLive, ofTenant(tx, syncs.tenantId)))
    .returning({ id: syncs.id });
  return cut?.id;
}

/** Syncs whose hint (the job in the queue) may be lost: they are due since before `dueBefore` and can be claimed. */
export async function listOverdueSyncs(
  tx: Tx,
  request: { readonly dueBefore: Date; readonly now: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await tx.orm
    .select({ id: syncs.id })
    .from(syncs)
    .where(isClaimable(tx, request.dueBefore, request.now))
    .orderBy(asc(syncs.nextAttemptAt))
    .limit(request.limit);
  return rows.map(({ id }) => id);
}
