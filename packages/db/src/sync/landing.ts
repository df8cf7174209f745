/**
 * Landing a page: its records, their change sequence, its checkpoint and its counts in one transaction.
 *
 * PostgreSQL gets the bytes as received; Node never parses them. The statement that raises the connection's `last_seq`
 * names the epoch of the claim. So it assigns sequences in commit order and is also the fencing check: a worker that
 * was suspended and resumes commits nothing. Unchanged records are not written. A page in the order of ids that reaches
 * back to the row before it covers a range of ids. Landed records in this range that the page lacks are noted as
 * absent; records in the page are no longer absent.
 *
 * A page costs the same however many records have landed, even before PostgreSQL has statistics, as during all of a
 * first sync. Each access to landed records is one range scan of the key, and plans that suit only small tables are
 * disabled.
 */
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { ModelName } from "@churned/domain/plan";
import type { Tx } from "../client/database.ts";
import type { KeptAside, PageToLand } from "./landing-statement.ts";
import { describeOrder, landElements } from "./landing-statement.ts";
import { setAsideUnread } from "./set-aside.ts";
import type { SyncClaim } from "./sync-claims.ts";

/** The content of a landed page, and what it changed. */
export interface LandedPage {
  /** How many elements the page holds. */
  readonly fetched: number;
  /** How many of them no earlier page of this pass held: an overlap is not counted twice. */
  readonly newlySeen: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Elements set aside because they cannot land. */
  readonly skipped: number;
  /** Elements landed after a repair. */
  readonly repaired: number;
  /** Landed records that the page lacks in the range that it covers, or in total if it may be the whole list. */
  readonly absent: number;
  /** The smallest and the greatest id; null for an empty page. */
  readonly firstId: string | null;
  readonly lastId: string | null;
  /** Whether the rows came in the requested order. */
  readonly isOrdered: boolean;
  /** For pages by id: whether landed records have ids behind the page. */
  readonly hasMoreLanded: boolean;
  /** Whether the page holds the record `after` of its order. */
  readonly hasAfter: boolean;
  /** When the first and the last row changed, and the last row's id; null if a row does not say. */
  readonly headAt: Date | null;
  readonly tailAt: Date | null;
  readonly tailId: string | null;
  /**
   * The latest change in the page that is not in the future; the current time if all are. A watermark in the future
   * would make the next pass miss all changes until then.
   */
  readonly newest: Date | null;
}

/** Thrown if the claim is lost: nothing has landed. */
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

// Locks the connection before the landing statement takes its snapshot, so that it sees records as an operator's
// decision left them. It also disables sequential scans and nested loops, which look cheap before the table's first
// statistics. A cached plan would keep them: at 200,000 records a page took eight times as long as the first one
// (2026-11-24). Without them one generic plan suits every page, and is made once per database connection.
async function beginLanding(tx: Tx, claim: SyncClaim): Promise<void> {
  const { rows } = await tx.orm.execute(sql`
    select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
           set_config('enable_nestloop', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
    from connections
    where id = ${claim.connectionId} and tenant_id = ${claim.tenantId} and epoch = ${claim.epoch} for no key update`);
  if (rows.length === 0) throw new FencedError();
}

/**
 * Lands `elements`, a query of `(e jsonb, ord bigint)`; `aside` counts those set aside before. Throws `FencedError`.
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

/** Lands a page. Throws `FencedError`, or PostgreSQL's error, which `isRefusedText` recognises, if jsonb refuses it. */
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

// Most models of most tenants are empty, and the full statement costs milliseconds even without rows.
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

/** How many live records of a model have landed. */
export async function countLive(tx: Tx, claim: SyncClaim, model: ModelName): Promise<number> {
  const { rows } = await tx.orm.execute<{ n: string }>(sql`
    select count(*) as n from records
    where connection_id = ${claim.connectionId} and tenant_id = ${claim.tenantId} and model = ${model}
      and deleted_at is null`);
  return Number(rows[0]?.n ?? 0);
}
