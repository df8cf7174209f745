/** The rows of budgets. A row stays locked while its next state is computed, so that processes change it in turn. */
import { sql } from "drizzle-orm";
import type { BudgetState } from "@churned/domain/budget";
import { grantTtlMs, unusedBudget } from "@churned/domain/budget";
import type { CheckState } from "@churned/domain/check";
import type { ConnectionState } from "@churned/domain/connection";
import type { Tx } from "../client/database.ts";
import { writeJson } from "../tables/repair-values.ts";
import { literal, oneOf } from "../tables/columns.ts";
import { budgets } from "../tables/budget.ts";

/** The work that calls are made for: a check or a sync by its id, or an estimate by its connection's id. */
export interface CallingWork {
  readonly kind: "check" | "sync" | "estimate";
  readonly id: string;
}

/** Whose budget calls are taken from, and for which work. */
export interface BudgetHolder {
  readonly connectionId: string;
  /** The token's fingerprint: connections with the same token share the budget of the oldest of them. */
  readonly fingerprint: string;
  readonly work: CallingWork;
}

/** A budget at the moment when its next state is computed. */
export interface BudgetMoment {
  readonly state: BudgetState;
  /** The database's time in milliseconds. */
  readonly now: number;
  /** True if the holder may make no more calls: its work is over, or its connection is paused. */
  readonly isStopped: boolean;
}

/** Locks the holders' budgets, computes the next state of each, and stores it. */
export async function changeBudgets<Holder extends BudgetHolder>(
  tx: Tx,
  holders: readonly Holder[],
  change: (holder: Holder, moment: BudgetMoment) => BudgetState,
): Promise<void> {
  // Read after the budgets are locked. A transaction that stops the work looks for grants behind the same locks, so one
  // of the two always sees the other.
  let [locked, stopped] = await Promise.all([lockBudgets(tx, holders), findStopped(tx, holders)]);
  const missing = new Set(locked.filter(({ state }) => state === null).map(({ id }) => id));
  if (missing.size > 0) {
    // A removed connection gets no budget.
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
  /** The position of its holder, from 1. */
  readonly n: number;
  readonly id: string;
  readonly state: BudgetState | null;
  readonly now: number;
}

async function lockBudgets(tx: Tx, holders: readonly BudgetHolder[]): Promise<LockedBudget[]> {
  const asked = writeJson(
    holders.map(({ connectionId, fingerprint }) => [connectionId, fingerprint]),
  );
  // The clock is read after the locking part of the query: a time from before the wait for the lock would be too early.
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

/**
 * The positions, from 1, of the holders that may make no more calls. A check that is done may still call: it waits for
 * lists that were late.
 */
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

/** The ids of the budgets that a connection's calls are taken from: one for each of its tokens. */
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

/** The open grants that may still be used. Waits for transactions that are granting calls at this moment. */
export async function listUsableGrants(tx: Tx, budgetIds: readonly string[]): Promise<string[]> {
  const { rows } = await tx.orm.execute<{ id: string }>(sql`
    with locked as materialized (
      select state from budgets where id = any(${sql.param([...budgetIds])}::uuid[]) order by id for update
    )
    select item->>'id' as id from locked, jsonb_array_elements(state->'grants') as item
    where (item->>'at')::float8 > extract(epoch from clock_timestamp()) * 1000 - ${grantTtlMs}::float8`);
  return rows.map(({ id }) => id);
}
