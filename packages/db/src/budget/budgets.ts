/**
 * The rows of budgets: how many calls to Planhat a connection may make in any minute. A row stays locked while its next
 * state is computed, so that several processes change the row one after the other.
 */
import { sql } from "drizzle-orm";
import type { BudgetState } from "@churned/domain/budget";
import { grantTtlMs, unusedBudget } from "@churned/domain/budget";
import type { CheckState } from "@churned/domain/check";
import type { ConnectionState } from "@churned/domain/connection";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import { writeJson } from "../tables/repair-values.ts";
import { literal, oneOf } from "../tables/columns.ts";
import { budgets } from "../tables/budget.ts";

/** The work for which calls are made: a check or a sync with its id, or an estimate with the id of its connection. */
export interface CallingWork {
  readonly kind: "check" | "sync" | "estimate";
  readonly id: string;
}

/** A user of a budget: the connection whose budget the calls count against, and the work that makes the calls. */
export interface BudgetHolder {
  readonly connectionId: string;
  /**
   * The fingerprint (keyed hash) of the token. Connections with the same token share the budget of the oldest
   * connection.
   */
  readonly fingerprint: string;
  readonly work: CallingWork;
}

/** The state of a budget at the moment when the next state is computed. */
export interface BudgetMoment {
  readonly state: BudgetState;
  /** The database's time in milliseconds. */
  readonly now: number;
  /** True if the work may make no more calls: the work is over, or its connection is paused or disconnected. */
  readonly isStopped: boolean;
}

/** Locks the budgets of the holders, computes the next state of each budget, and stores the next state. */
export async function changeBudgets<Holder extends BudgetHolder>(
  tx: Tx,
  holders: readonly Holder[],
  change: (holder: Holder, moment: BudgetMoment) => BudgetState,
): Promise<void> {
  // Read the stopped work after the budgets are locked. A transaction that stops work takes the same locks before it
  // looks for grants of calls. So either this transaction sees that the work was stopped, or the other transaction sees
  // the new grants.
  let [locked, stopped] = await Promise.all([lockBudgets(tx, holders), findStopped(tx, holders)]);
  const missing = new Set(locked.filter(({ state }) => state === null).map(({ id }) => id));
  if (missing.size > 0) {
    // A connection that was removed in the meantime gets no budget.
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
  sendAlong(
    tx,
    tx.orm.execute(
      sql`update ${budgets} set state = next.value from jsonb_each(${writeJson(Object.fromEntries(next))}::text::jsonb) next where ${budgets.id} = next.key::uuid`,
    ),
  );
}

interface LockedBudget extends Record<string, unknown> {
  /** The position of the holder in the list, from 1. */
  readonly n: number;
  readonly id: string;
  readonly state: BudgetState | null;
  readonly now: number;
}

async function lockBudgets(tx: Tx, holders: readonly BudgetHolder[]): Promise<LockedBudget[]> {
  const asked = writeJson(
    holders.map(({ connectionId, fingerprint }) => [connectionId, fingerprint]),
  );
  // Read the clock after the rows are locked. A time from before the wait for the lock would be too early.
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
 * The positions, from 1, of the holders that may make no more calls. A check with a verdict may still call Planhat: it
 * reads lists that were too slow for the verdict. So such a check is stopped only when its connection is paused or
 * disconnected.
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

/** The ids of all budgets that the calls of a connection count against: one budget for each of its tokens. */
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

/**
 * The ids of grants that are still valid: a grant is the permission for a few calls. Waits for transactions that are
 * granting calls at this moment.
 */
export async function listUsableGrants(tx: Tx, budgetIds: readonly string[]): Promise<string[]> {
  const { rows } = await tx.orm.execute<{ id: string }>(sql`
    with locked as materialized (
      select state from budgets where id = any(${sql.param([...budgetIds])}::uuid[]) order by id for update
    )
    select item->>'id' as id from locked, jsonb_array_elements(state->'grants') as item
    where (item->>'at')::float8 > extract(epoch from clock_timestamp()) * 1000 - ${grantTtlMs}::float8`);
  return rows.map(({ id }) => id);
}
