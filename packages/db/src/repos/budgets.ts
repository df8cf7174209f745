/** The budgets' rows. A row is locked while its next state is made, so that processes take turns. */
import { sql } from "drizzle-orm";
import type { BudgetState } from "@churned/domain";
import { unusedBudget } from "@churned/domain";
import type { Tx } from "../database.ts";
import { writeJson } from "../repair-values.ts";
import { budgets } from "../schema/budgets.ts";

/** Whose calls they are. */
export interface BudgetHolder {
  readonly connectionId: string;
  /** Of the token: connections with the same one share the budget of the eldest. */
  readonly fingerprint: string;
}

/** Locks the holders' budgets, makes each one's next state, and keeps it. `now` is the database's time, in ms. */
export async function changeBudgets<Holder extends BudgetHolder>(
  tx: Tx,
  holders: readonly Holder[],
  change: (holder: Holder, state: BudgetState, now: number) => BudgetState,
): Promise<void> {
  let locked = await lockBudgets(tx, holders);
  const missing = new Set(locked.filter(({ state }) => state === null).map(({ id }) => id));
  if (missing.size > 0) {
    // Of a connection that was removed there is none, and nothing to keep.
    await tx.orm.execute(
      sql`insert into ${budgets} (id, state) select id, ${writeJson(unusedBudget)}::jsonb from connections where id = any(${sql.param([...missing])}::uuid[]) order by id on conflict do nothing`,
    );
    locked = await lockBudgets(tx, holders);
  }
  const next = new Map<string, BudgetState>();
  for (const { n, id, state, now } of locked) {
    const holder = holders[n - 1];
    if (holder !== undefined)
      next.set(id, change(holder, next.get(id) ?? { ...unusedBudget, ...state }, now));
  }
  await tx.orm.execute(
    sql`update ${budgets} set state = next.value from jsonb_each(${writeJson(Object.fromEntries(next))}::text::jsonb) next where ${budgets.id} = next.key::uuid`,
  );
}

interface LockedBudget extends Record<string, unknown> {
  /** Of its holder, from 1. */
  readonly n: number;
  readonly id: string;
  readonly state: BudgetState | null;
  readonly now: number;
}

async function lockBudgets(tx: Tx, holders: readonly BudgetHolder[]): Promise<LockedBudget[]> {
  const asked = writeJson(
    holders.map(({ connectionId, fingerprint }) => [connectionId, fingerprint]),
  );
  // The clock is read outside of the locking query: a time from before the wait for a lock would be too early.
  const { rows } = await tx.orm.execute<LockedBudget>(sql`
    with holders as materialized (
      select n::int, least(holder->>0, min(connection_id::text))::uuid as id
      from jsonb_array_elements(${asked}::text::jsonb) with ordinality as asked(holder, n)
      left join credentials on fingerprint = holder->>1 and slot is not null
      group by n, holder
    ),
    locked as materialized (
      select id, state from budgets where id in (select id from holders) order by id for update
    )
    select n, id, state, (extract(epoch from clock_timestamp()) * 1000)::float8 as now
    from holders left join locked using (id) order by n`);
  return rows;
}
