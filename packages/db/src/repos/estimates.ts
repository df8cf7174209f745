import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "../database.ts";
import { connections } from "../schema/connections.ts";
import type { EstimateOfModel } from "../schema/syncs.ts";
import { estimates } from "../schema/syncs.ts";
import { ofTenant } from "../tenant-filter.ts";

export type EstimateRow = typeof estimates.$inferSelect;

export async function findEstimate(tx: Tx, connectionId: string): Promise<EstimateRow | undefined> {
  const [row] = await tx.orm
    .select()
    .from(estimates)
    .where(and(eq(estimates.connectionId, connectionId), ofTenant(tx, estimates.tenantId)));
  return row;
}

/** Keeps the latest estimate of a connection. */
export async function saveEstimate(
  tx: Tx,
  estimate: {
    readonly connectionId: string;
    readonly tenantId: string;
    readonly asOf: Date;
    readonly models: EstimateOfModel[];
  },
): Promise<void> {
  await tx.orm
    .insert(estimates)
    .values(estimate)
    .onConflictDoUpdate({
      target: estimates.connectionId,
      set: { asOf: estimate.asOf, models: estimate.models },
    });
}

/** Working connections that have no estimate yet. */
export async function listConnectionsToEstimate(
  tx: Tx,
  limit: number,
): Promise<{ id: string; tenantId: string }[]> {
  return await tx.orm
    .select({ id: connections.id, tenantId: connections.tenantId })
    .from(connections)
    .leftJoin(estimates, eq(estimates.connectionId, connections.id))
    .where(
      and(
        inArray(connections.state, ["connected"]),
        isNull(estimates.connectionId),
        ofTenant(tx, connections.tenantId),
      ),
    )
    .limit(limit);
}
