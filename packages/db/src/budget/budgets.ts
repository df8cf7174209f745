/** The budgets' rows. A row is locked while its next state is made, so that processes take turns. */
import { sql } from "drizzle-orm";
import type { BudgetState } from "@churned/domain/budget";
import { grantTtlMs, unusedBudget } from "@churned/domain/budget";
import type { CheckState } from "@churned/domain/check";
import type { ConnectionState } from "@churned/domain/connection";
import type { Tx } from "../client/database.ts";
import { writeJson } from "../tables/repair-values.ts";
import { literal, oneOf } from "../tables/columns.ts";
import { budgets } from "../tables/budget.ts";

/** What calls are made for: a check or a sync by its id, or a connection's estimate by the connection's. */
export interface CallingWork {
  readonly kind: "check" | "sync" | "estimate";
  readonly id: string;
}

/** Whose calls they are, and for what. */
export interface BudgetHolder {
  readonly connectionId: string;
  /** Of the token: connections with the same one share the budget of the eldest. */
  readonly fingerprint: string;
  readonly work: CallingWork;
}

/** How a budget is found at the moment that its next state is made. */
export interface BudgetMoment {
  readonly state: BudgetState;
  /** The database's time, in ms. */
  readonly now: number;
  /** True where the holder's work is over, or its connection is paused: it may make no more calls. */
  readonly isStopped: boolean;
}

/** Locks the holders' budgets, makes each one's next state, and keeps it. */
export async function changeBudgets<Holder extends BudgetHolder>(
  tx: Tx,
  holders: readonly Holder[],
  change: (holder: Holder, moment: BudgetMoment) => BudgetState,
): Promise<void> {
  // Looked at once the budgets are locked: whoever stops the work looks for grants behind the same locks, so that either
  // sees the other.
  let [locked, stopped] = await Promise.all([lockBudgets(tx, holders), findStopped(tx, holders)]);
  const missing = new Set(locked.filter(({ state }) => state === null).map(({ id }) => id));
  if (missing.size > 0) {
    // Of a connection that was removed there is none, and nothing to keep.
    await tx.orm.execute(
      sql`insert into ${budgets} (id, state) select id, ${writeJson(unusedBudget)}::jsonb from connections where id = any(${sql.param([...missing])}::uuid[]) order by id on conflict do nothing`,
    );
    [locked, stopped] = await Promise.all([lockBudgets(tx, holders), findStopped(tx, holders)]);
  }
  const next = new Map<string, BudgetState>();
  for (const { n, id, state, now } of locked) {
    const holder = holders[n - 1];
    if (holder !== undefined) {
      const moment = { state: next.get(id) ?? { ...unusedBudget, ...state }, now };
      next.set(id, change(holder, { ...moment, isStopped: stopped.has(n) }));
    }
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

/** The holders, counted from 1, whose work may make no more calls. A check that is over may still wait for a late list. */
async function findStopped(tx: Tx, holders: readonly BudgetHolder[]): Promise<Set<number>> {
  const asked = writeJson(holders.map(({ work }) => work));
  const { rows } = await tx.orm.execute<{ n: number }>(sql`
    select n::int as n
    from jsonb_array_elements(${asked}::text::jsonb) with ordinality as asked(work, n),
         lateral (select (work->>'id')::uuid as id, work->>'kind' as kind) as w
    where not case w.kind
      when 'sync' then exists (select from syncs
        where syncs.id = w.id and done_at is null and cancel_requested_at is null)
      when 'check' then exists (select from checks join connections on connections.id = checks.connection_id
        where checks.id = w.id and (checks.state <> ${literal("done" satisfies CheckState)} or connections.state not in (${oneOf(["paused", "disconnected"] satisfies ConnectionState[])})))
      else exists (select from connections where connections.id = w.id and connections.state = ${literal("connected" satisfies ConnectionState)})
    end`);
  return new Set(rows.map(({ n }) => n));
}

/** The budgets that a connection's calls come out of, one for each of its tokens. */
export async function listBudgetIds(tx: Tx, connectionId: string): Promise<string[]> {
  const { rows } = await tx.orm.execute<{ id: string }>(sql`
    select ${connectionId}::text as id
    union
    select least(${connectionId}::text, min(other.connection_id::text))
    from credentials own
    join credentials other on other.fingerprint = own.fingerprint and other.slot is not null
    where own.connection_id = ${connectionId} and own.slot is not null
    group by own.id`);
  return rows.map(({ id }) => id);
}

/** The grants that are out and may still be used. Waits for whoever is granting at this moment. */
export async function listUsableGrants(tx: Tx, budgetIds: readonly string[]): Promise<string[]> {
  const { rows } = await tx.orm.execute<{ id: string }>(sql`
    with locked as materialized (
      select state from budgets where id = any(${sql.param([...budgetIds])}::uuid[]) order by id for update
    )
    select item->>'id' as id from locked, jsonb_array_elements(state->'grants') as item
    where (item->>'at')::float8 > extract(epoch from clock_timestamp()) * 1000 - ${grantTtlMs}::float8`);
  return rows.map(({ id }) => id);
}
