/**
 * Waits until a stopped connection or sync makes no more calls, so that its caller can say truthfully that it is
 * stopped. Calls are granted by the budget's row, which grants none to stopped work; so only grants from before the
 * stop are waited for. A worker uses or gives back such a grant within about a second, and it is void after
 * `grantTtlMs` even if the worker died. A request that was already sent is not waited for.
 */
import { setTimeout as pause } from "node:timers/promises";
import { listBudgetIds, listUsableGrants } from "@churned/db/budget";
import { asOperator } from "@churned/db/client";
import type { ServiceContext } from "../context/context.ts";

const pollIntervalMs = 50;

/** Budgets belong to no tenant, so the system reads them, whoever stops the work. */
const system = { kind: "system", name: "stop" } as const;

/** Lists the budgets that a connection's calls are taken from. If its tokens are to be destroyed, call this before. */
export function findBudgets(
  { db }: Pick<ServiceContext, "db">,
  connectionId: string,
): Promise<string[]> {
  return asOperator(db, system, (tx) => listBudgetIds(tx, connectionId));
}

/**
 * Resolves once no grant that existed at the time of the call can be used any more. Call it after committing the stop.
 */
export async function awaitStopped(
  { db }: Pick<ServiceContext, "db">,
  budgetIds: readonly string[],
): Promise<void> {
  const listGrants = (): Promise<string[]> =>
    asOperator(db, system, (tx) => listUsableGrants(tx, budgetIds));
  let outstanding = await listGrants();
  while (outstanding.length > 0) {
    await pause(pollIntervalMs);
    // Ignore new grants: other connections that share the budget continue.
    const current = new Set(await listGrants());
    outstanding = outstanding.filter((id) => current.has(id));
  }
}
