/**
 * Landing a page: its records, their change sequence, its checkpoint and its counts in one transaction.
 *
 * The bytes go to PostgreSQL as they came; Node never builds the objects. The statement that raises the connection's
 * `last_seq` names the epoch of the claim: it gives out the sequence in commit order and is the fence at once, so a
 * worker that was stopped and woke up again commits nothing. Unchanged records are not written. A page in the order of
 * its ids that reaches back to the row before it proves a range of ids: what has landed there and is not in the page is
 * written down as absent, and what is in the page is absent no longer.
 *
 * A page costs the same however much has landed, and also while PostgreSQL has no statistics yet, as in all of a first
 * landing: each look at what has landed is one walk along the key, and no plan that suits only small tables is allowed.
 */
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { ModelName } from "@churned/domain/plan";
import type { Tx } from "../client/database.ts";
import type { KeptAside, PageToLand } from "./landing-statement.ts";
import { describeOrder, landElements } from "./landing-statement.ts";
import { setAsideUnread } from "./set-aside.ts";
import type { SyncClaim } from "./sync-work.ts";

/** What a page held and what it changed. */
export interface LandedPage {
  /** Elements of the page. */
  readonly fetched: number;
  /** Of them, those that no page of this pass held before: an overlap is not counted twice. */
  readonly newlySeen: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Elements kept aside because they could not be landed. */
  readonly skipped: number;
  /** Elements landed after a repair. */
  readonly repaired: number;
  /** Landed records that the page lacks although it proves their place, or, where it may be whole, that it lacks. */
  readonly absent: number;
  /** The least and the greatest id; null where the page was empty. */
  readonly firstId: string | null;
  readonly lastId: string | null;
  /** Whether its rows came in the order asked for. */
  readonly isOrdered: boolean;
  /** By id: whether records have landed whose ids are greater than the page's. */
  readonly hasMoreLanded: boolean;
  /** Whether it holds the record named as `after`. */
  readonly hasAfter: boolean;
  /** When the first and the last row changed, and the last row's id; null where a row does not say. */
  readonly headAt: Date | null;
  readonly tailAt: Date | null;
  readonly tailId: string | null;
  /**
   * The latest change in the page that is not in the future, and now where all are. What is dated ahead is no place to
   * read down to: every change until then would stand below it.
   */
  readonly newest: Date | null;
}

/** Thrown where the page's holder is not the holder any more: nothing was landed. */
export class FencedError extends Error {
  override readonly name = "FencedError";
  constructor() {
    super("Another worker holds this sync now.");
  }
}

interface LandingRow extends Record<string, unknown> {
  odd: string;
  fetched: string;
  identified: string;
  newly_seen: string;
  inserted: string;
  updated: string;
  absent: string;
  first_id: string | null;
  last_id: string | null;
  is_ordered: boolean;
  has_more_landed: boolean;
  has_after: boolean;
  head_at: string | null;
  tail_at: string | null;
  tail_id: string | null;
  newest: string | null;
  is_held: boolean;
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

// Locks the connection before the statement begins to look: what an operator's answer removes meanwhile is seen as it
// is. And rules out scans of all of a table and loops of all with all, which look cheap before the table's first
// statistics; a plan that was kept would stay so: at 200,000 records a page took eight times as long as the first one
// (2026-11-24). Without them one plan suits every page, and is made once for each connection to the database.
async function beginLanding(tx: Tx, claim: SyncClaim): Promise<void> {
  const { rows } = await tx.orm.execute(sql`
    select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
           set_config('enable_nestloop', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
    from connections
    where id = ${claim.connectionId} and tenant_id = ${claim.tenantId} and epoch = ${claim.epoch} for no key update`);
  if (rows.length === 0) throw new FencedError();
}

/** Lands elements, a query of `(e jsonb, ord bigint)`, beside those kept aside before. Throws `FencedError`. */
export async function runLanding(
  tx: Tx,
  claim: SyncClaim,
  page: PageToLand,
  elements: SQL,
  aside: KeptAside,
): Promise<LandedPage> {
  const [, { rows }] = await Promise.all([
    beginLanding(tx, claim),
    tx.orm.execute<LandingRow>(landElements(claim, page, elements, aside)),
  ]);
  const [row] = rows;
  if (row === undefined || !row.is_held) throw new FencedError();
  if (page.tooLarge !== undefined) setAsideUnread(tx, claim, page.model, page.tooLarge);
  const odd = Number(row.odd) + aside.count + (page.tooLarge === undefined ? 0 : 1);
  const [inserted, updated] = [Number(row.inserted), Number(row.updated)];
  return {
    fetched: Number(row.fetched) + aside.count,
    newlySeen: Number(row.newly_seen) + odd,
    inserted,
    updated,
    unchanged: Number(row.identified) - inserted - updated,
    skipped: odd,
    repaired: aside.repaired,
    absent: Number(row.absent),
    firstId: row.first_id,
    lastId: row.last_id,
    isOrdered: row.is_ordered,
    hasMoreLanded: row.has_more_landed,
    hasAfter: row.has_after,
    headAt: dateOf(row.head_at),
    tailAt: dateOf(row.tail_at),
    tailId: row.tail_id,
    newest: dateOf(row.newest),
  };
}

/** Lands a page. Throws `FencedError`, or what `isRefusedText` tells. */
export async function landPage(tx: Tx, claim: SyncClaim, page: PageToLand): Promise<LandedPage> {
  if (isEmptyList(page.bytes) && (page.known ?? []).length === 0)
    return await landNothing(tx, claim, page);
  const bytes = Buffer.from(page.bytes.buffer, page.bytes.byteOffset, page.bytes.byteLength);
  const elements = sql`select e, ord from jsonb_array_elements(${bytes}::text::jsonb) with ordinality as t(e, ord)`;
  return await runLanding(tx, claim, page, elements, { count: 0, ids: [], repaired: 0 });
}

const emptyListBytes = 8;

function isEmptyList(bytes: Uint8Array): boolean {
  return (
    bytes.byteLength <= emptyListBytes && /^\s*\[\s*\]\s*$/.test(Buffer.from(bytes).toString())
  );
}

// Most models of most tenants are empty, and the statement for pages costs milliseconds also where there is no row.
async function landNothing(tx: Tx, claim: SyncClaim, page: PageToLand): Promise<LandedPage> {
  const { hasMoreLanded } = describeOrder(claim, page.model, page.order);
  const [, { rows }] = await Promise.all([
    beginLanding(tx, claim),
    tx.orm.execute<{ has_more: boolean }>(
      sql`with bounds as (select null::text as last_id) select ${hasMoreLanded} as has_more`,
    ),
  ]);
  return {
    fetched: 0,
    newlySeen: 0,
    inserted: 0,
    updated: 0,
    unchanged: 0,
    skipped: 0,
    repaired: 0,
    absent: 0,
    firstId: null,
    lastId: null,
    isOrdered: true,
    hasMoreLanded: rows[0]?.has_more ?? false,
    hasAfter: false,
    headAt: null,
    tailAt: null,
    tailId: null,
    newest: null,
  };
}

/** How many records of a model have landed and are not removed. */
export async function countLive(tx: Tx, claim: SyncClaim, model: ModelName): Promise<number> {
  const { rows } = await tx.orm.execute<{ n: string }>(sql`
    select count(*) as n from records
    where connection_id = ${claim.connectionId} and tenant_id = ${claim.tenantId} and model = ${model}
      and deleted_at is null`);
  return Number(rows[0]?.n ?? 0);
}
