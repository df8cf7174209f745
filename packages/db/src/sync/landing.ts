/**
 * Lands a page: one transaction stores its records, their change sequence, the checkpoint and the counts.
 *
 * PostgreSQL gets the bytes as received; Node never parses them. One statement raises `last_seq` of the connection and
 * names the epoch of the claim. So this statement assigns sequences in commit order, and it is also the fencing check:
 * a worker that was suspended and resumes commits nothing. Unchanged records are not written.
 *
 * A page that is sorted by id and overlaps with the page before covers a range of ids. Landed (stored) records in this
 * range that the page lacks are noted as absent. Records that the page contains are no longer absent.
 *
 * The cost of a page does not grow with the number of landed records. This is true even without statistics, which
 * PostgreSQL lacks during a first sync. Each access to landed records is one range scan of the key, and plans that suit
 * only small tables are disabled.
 */
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { ModelName } from "@churned/domain/plan";
import type { Tx } from "../client/database.ts";
import type { KeptAside, PageToLand } from "./landing-statement.ts";
import { describeOrder, landElements } from "./landing-statement.ts";
import { setAsideUnread } from "./set-aside.ts";
import type { SyncClaim } from "./sync-claims.ts";

/** What a landed page contained, and what it changed. */
export interface LandedPage {
  /** The number of elements in the page. */
  readonly fetched: number;
  /**
   * The number of elements that no earlier page of this pass contained, so that the overlap of two pages is not counted
   * twice.
   */
  readonly newlySeen: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** The number of elements that were set aside because they cannot land. */
  readonly skipped: number;
  /** The number of elements that landed after a repair. */
  readonly repaired: number;
  /**
   * The number of landed records that the page lacks: in the range of ids that it covers, or in total if it is the
   * whole list.
   */
  readonly absent: number;
  /** The smallest and the greatest id; null for an empty page. */
  readonly firstId: string | null;
  readonly lastId: string | null;
  /** Whether the rows came in the requested order. */
  readonly isOrdered: boolean;
  /**
   * For pages sorted by id: whether a landed record that is not deleted has a greater id than `lastId`. False for pages
   * sorted by time.
   */
  readonly hasMoreLanded: boolean;
  /** Whether the page contains the record that its order names as `after`. */
  readonly hasAfter: boolean;
  /**
   * When the first and the last row changed, and the id of the last row. Null if the row does not contain the value.
   */
  readonly headAt: Date | null;
  readonly tailAt: Date | null;
  readonly tailId: string | null;
  /**
   * The latest change in the page that is not in the future; the current time if all changes are in the future. A
   * watermark (the time up to which a model was read) in the future would make the next pass miss all changes until
   * that time.
   */
  readonly newest: Date | null;
}

/** Thrown if the claim is lost. Then nothing has landed. */
export class FencedError extends Error {
  override readonly name = "FencedError";
  constructor() {
    super("Another worker has claimed this sync.");
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

// Locks the connection before the landing statement takes its snapshot, so that the statement sees every decision of an
// operator about missing records. Also disables sequential scans and nested loops, which look cheap before the table
// has statistics. A cached plan would still contain them later: at 200,000 records a page took eight times as long as
// the first page (2026-11-24). Without them one generic plan suits every page and is made once for each database
// connection.
async function beginLanding(tx: Tx, claim: SyncClaim): Promise<void> {
  const { rows } = await tx.orm.execute(sql`
    select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
           set_config('enable_nestloop', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
    from connections
    where id = ${claim.connectionId} and tenant_id = ${claim.tenantId} and epoch = ${claim.epoch} for no key update`);
  if (rows.length === 0) throw new FencedError();
}

/**
 * Lands `elements`, a query of `(e jsonb, ord bigint)`. `aside` counts the elements that were set aside before (stored
 * separately, because they cannot land). Throws `FencedError` if the claim is lost.
 */
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

/**
 * Lands a page. Throws `FencedError` if the claim is lost. If jsonb refuses the page, throws PostgreSQL's error, which
 * `isRefusedText` recognises.
 */
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

// A separate path for empty pages: most models of most tenants are empty, and the full statement takes milliseconds
// even without rows.
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

/** The number of live records of a model that have landed. */
export async function countLive(tx: Tx, claim: SyncClaim, model: ModelName): Promise<number> {
  const { rows } = await tx.orm.execute<{ n: string }>(sql`
    select count(*) as n from records
    where connection_id = ${claim.connectionId} and tenant_id = ${claim.tenantId} and model = ${model}
      and deleted_at is null`);
  return Number(rows[0]?.n ?? 0);
}
