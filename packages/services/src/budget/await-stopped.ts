/**
 * Waits until a stopped connection or sync makes no more calls, so that its caller can truthfully report the stop. The
 * budget's row grants calls, and grants none to stopped work. So only grants from before the stop are waited for. A
 * worker uses such a grant or gives it back within about a second. Even if the worker died, the grant is void after
 * `grantTtlMs`. A request that was already sent is not waited for.
 */
import { setTimeout as pause } from "node:timers/promises";
import { listBudgetIds, listUsableGrants } from "@churned/db/budget";
import { asOperator } from "@churned/db/client";
import type { ServiceContext } from "../context/context.ts";

const pollIntervalMs = 50;

/** Budgets belong to no tenant, so the transaction runs as the system, for every actor that stops work. */
const system = { kind: "system", name: "stop" } as const;

/**
 * Lists the budgets that the calls of a connection count against. If the connection's tokens will be destroyed, call
 * this function before.
 */
export function findBudgets(
  { db }: Pick<ServiceContext, "db">,
  connectionId: string,
): Promise<string[]> {
  return asOperator(db, system, (tx) => listBudgetIds(tx, connectionId));
}

/** Resolves when no grant from before the call can be used any more. Call this function after the stop is committed. */
export async function awaitStopped(
  { db }: Pick<ServiceContext, "db">,
  budgetIds: readonly string[],
): Promise<void> {
  const listGrants = (): Promise<string[]> =>
    asOperator(db, system, (tx) => listUsableGrants(tx, budgetIds));
  let outstanding = await listGrants();
  while (outstanding.length > 0) {
    await pause(pollIntervalMs);
    // Ignore new grants, because other connections that share the budget continue.
    const current = new Set(await listGrants());
    outstanding = outstanding.filter((id) => current.has(id));
  }
}
