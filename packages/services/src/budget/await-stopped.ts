/**
 * Stopping: what a connection, or a sync, was stopped for is only told once no call can start any more. Calls are
 * granted by the budget's row, which grants none to work that is stopped; so those granted before are waited for. Each
 * is used, or given back, by its holder within about a second, and void after `grantTtlMs` whatever became of the holder.
 * A request that has started by then is not waited for: it left before the answer.
 */
import { setTimeout as pause } from "node:timers/promises";
import { listBudgetIds, listUsableGrants } from "@churned/db/budget";
import { asOperator } from "@churned/db/client";
import type { ServiceContext } from "../context/context.ts";

const pollIntervalMs = 50;

/** Budgets belong to no tenant: whoever stops the work, the system looks at them. */
const self = { kind: "system", name: "stop" } as const;

/** The budgets that a connection's calls come out of. Where its tokens are to be destroyed, ask before. */
export function findBudgets(
  { db }: Pick<ServiceContext, "db">,
  connectionId: string,
): Promise<string[]> {
  return asOperator(db, self, (tx) => listBudgetIds(tx, connectionId));
}

/** Resolves once no grant that was out when it was called can be used any more. Call it after the commit that stops. */
export async function awaitStopped(
  { db }: Pick<ServiceContext, "db">,
  budgetIds: readonly string[],
): Promise<void> {
  const look = (): Promise<string[]> =>
    asOperator(db, self, (tx) => listUsableGrants(tx, budgetIds));
  let out = await look();
  while (out.length > 0) {
    await pause(pollIntervalMs);
    // Others that share the budget go on.
    const now = new Set(await look());
    out = out.filter((id) => now.has(id));
  }
}
