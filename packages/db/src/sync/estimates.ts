import { and, eq, isNull, lte, notExists } from "drizzle-orm";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import { connections } from "../tables/connection.ts";
import { syncs } from "../tables/sync.ts";
import type { EstimateOfModel } from "../tables/sync-request.ts";
import { estimates } from "../tables/sync-request.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { isLive } from "./syncs.ts";

export type { ArchivedList, Paging } from "../tables/stream.ts";
export type { EstimateOfModel } from "../tables/sync-request.ts";

export type EstimateRow = typeof estimates.$inferSelect;

export async function findEstimate(tx: Tx, connectionId: string): Promise<EstimateRow | undefined> {
  const [row] = await tx.orm
    .select()
    .from(estimates)
    .where(and(eq(estimates.connectionId, connectionId), ofTenant(tx, estimates.tenantId)));
  return row;
}

/**
 * Stores the estimate of a connection and returns its row. If `asOf` is null, the estimate is incomplete and has only
 * the models that were counted so far.
 */
export async function saveEstimate(
  tx: Tx,
  estimate: {
    readonly connectionId: string;
    readonly tenantId: string;
    readonly asOf: Date | null;
    readonly models: EstimateOfModel[];
  },
): Promise<EstimateRow | undefined> {
  const { asOf, models } = estimate;
  const [saved] = await tx.orm
    .insert(estimates)
    .values(estimate)
    .onConflictDoUpdate({ target: estimates.connectionId, set: { asOf, models, attempt: 0 } })
    .returning();
  return saved;
}

/** Requests a new estimate of a connection. The models in `known` are not counted again. */
export function askForEstimate(
  tx: Tx,
  connection: { readonly id: string; readonly tenantId: string },
  at: Date,
  known: readonly EstimateOfModel[],
): void {
  const asked = { asOf: null, models: [...known], attempt: 0, nextAttemptAt: at };
  sendAlong(
    tx,
    tx.orm
      .insert(estimates)
      .values({ connectionId: connection.id, tenantId: connection.tenantId, ...asked })
      .onConflictDoUpdate({ target: estimates.connectionId, set: asked }),
  );
}

/** Clears the estimate of a connection, if there is one, so that the worker makes a new estimate at once. */
export function expireEstimate(tx: Tx, connectionId: string, at: Date): void {
  sendAlong(
    tx,
    tx.orm
      .update(estimates)
      .set({ asOf: null, models: [], attempt: 0, nextAttemptAt: at })
      .where(and(eq(estimates.connectionId, connectionId), ofTenant(tx, estimates.tenantId))),
  );
}

/** Stores that an estimate failed, and when the worker tries again. */
export async function postponeEstimate(
  tx: Tx,
  estimate: {
    readonly connectionId: string;
    readonly tenantId: string;
    readonly attempt: number;
    readonly nextAttemptAt: Date;
  },
): Promise<void> {
  const { attempt, nextAttemptAt } = estimate;
  await tx.orm
    .insert(estimates)
    .values(estimate)
    .onConflictDoUpdate({ target: estimates.connectionId, set: { attempt, nextAttemptAt } });
}

/**
 * Working connections whose estimate is missing and due; the connections that have waited longest come first.
 * Connections with a live sync are left out, because the sync itself counts the records.
 */
export async function listConnectionsToEstimate(
  tx: Tx,
  request: { readonly now: Date; readonly limit: number },
): Promise<{ id: string; tenantId: string; attempt: number }[]> {
  return await tx.orm
    .select({
      id: connections.id,
      tenantId: connections.tenantId,
      attempt: estimates.attempt,
    })
    .from(estimates)
    .innerJoin(connections, eq(connections.id, estimates.connectionId))
    .where(
      and(
        isNull(estimates.asOf),
        lte(estimates.nextAttemptAt, request.now),
        eq(connections.state, "connected"),
        notExists(
          tx.orm
            .select()
            .from(syncs)
            .where(and(eq(syncs.connectionId, connections.id), isLive)),
        ),
        ofTenant(tx, estimates.tenantId),
      ),
    )
    .orderBy(estimates.nextAttemptAt)
    .limit(request.limit);
}
