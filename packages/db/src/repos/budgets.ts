/** The budgets' rows. A row is locked while its next state is made, so that processes take turns. */
import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import type { BudgetState } from "@churned/domain";
import { unusedBudget } from "@churned/domain";
import type { Tx } from "../database.ts";
import { budgets } from "../schema/budgets.ts";
import { credentials } from "../schema/connections.ts";

/** The budget that calls of a connection with this token count in: connections with one token share the eldest's. */
export async function findBudgetId(
  tx: Tx,
  connectionId: string,
  fingerprint: string,
): Promise<string> {
  const [row] = await tx.orm
    .select({ id: sql<string | null>`min(${credentials.connectionId}::text)` })
    .from(credentials)
    .where(and(eq(credentials.fingerprint, fingerprint), isNotNull(credentials.slot)));
  const eldest = row?.id ?? connectionId;
  return eldest < connectionId ? eldest : connectionId;
}

/** Locks the budgets, makes each one's next state, and keeps it. `now` is the database's time, in ms. */
export async function changeBudgets(
  tx: Tx,
  ids: readonly string[],
  change: (id: string, state: BudgetState, now: number) => BudgetState,
): Promise<void> {
  const known = await lockBudgets(tx, ids);
  const missing = ids.filter((id) => !known.some((row) => row.id === id));
  if (missing.length > 0) {
    await tx.orm
      .insert(budgets)
      .values(missing.toSorted().map((id) => ({ id, state: unusedBudget })))
      .onConflictDoNothing();
    known.push(...(await lockBudgets(tx, missing)));
  }
  const next = Object.fromEntries(
    known.map(({ id, state, now }) => [id, change(id, state, now)] as const),
  );
  await tx.orm.execute(
    sql`update ${budgets} set state = next.value from jsonb_each(${JSON.stringify(next)}::text::jsonb) next where ${budgets.id} = next.key::uuid`,
  );
}

async function lockBudgets(
  tx: Tx,
  ids: readonly string[],
): Promise<{ id: string; state: BudgetState; now: number }[]> {
  const locked = tx.orm.$with("locked").as(
    tx.orm
      .select({ id: budgets.id, state: budgets.state })
      .from(budgets)
      .where(inArray(budgets.id, [...ids]))
      .orderBy(budgets.id)
      .for("update"),
  );
  // The clock is read outside of the locking query: a time from before the wait for a lock would be too early.
  return await tx.orm
    .with(locked)
    .select({
      id: locked.id,
      state: locked.state,
      now: sql<number>`(extract(epoch from clock_timestamp()) * 1000)::float8`,
    })
    .from(locked);
}
