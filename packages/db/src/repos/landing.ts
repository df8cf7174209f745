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
import type { ModelName } from "@churned/domain";
import { planhatIdMax } from "@churned/domain";
import type { Tx } from "../database.ts";
import type { SyncHold } from "./sync-work.ts";

/** The order in which a page was asked for. */
export type PageOrder =
  | {
      readonly by: "id";
      /** The greatest id that the pass has seen. */
      readonly after: string | null;
      /** True where nothing can stand before the page. */
      readonly isFirst: boolean;
      /** True where the page may hold all records there are, in whatever order they come. */
      readonly mayBeWhole?: boolean;
      /** True where the page is of another list than the model's own: what it lacks is not missing. */
      readonly provesNothing?: boolean;
      /** The property that tells when a record changed, where the page's newest one is to be told. */
      readonly timeField?: string | undefined;
    }
  | {
      readonly by: "time";
      /** The id of the last row of the page before. */
      readonly after: string | null;
      readonly timeField: string;
    };

/** A page as it came, and what it is of. */
export interface PageToLand {
  readonly model: ModelName;
  /** A JSON array. */
  readonly bytes: Uint8Array;
  readonly order: PageOrder;
}

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
  /** By time: whether no other order explains that of its rows: their ids go up and down while times only fall. */
  readonly showsSort: boolean;
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
  shows_sort: boolean;
  has_more_landed: boolean;
  has_after: boolean;
  head_at: string | null;
  tail_at: string | null;
  tail_id: string | null;
  newest: string | null;
  is_held: boolean;
}

/** What was kept aside of a page, with its ids as far as they could be read, and how many elements were repaired. */
export interface KeptAside {
  readonly count: number;
  readonly ids: readonly string[];
  readonly repaired: number;
}

/** Rows whose time falls, which no other order does so often by chance. */
const sortShownBy = 10;

// What differs between the orders: which landed rows are looked at, whether the page proves a range, what is in order.
function describeOrder(hold: SyncHold, model: ModelName, order: PageOrder) {
  const whose = sql`r.connection_id = ${hold.connectionId} and r.model = ${model}`;
  if (order.by === "time")
    return {
      existing: sql`select r.planhat_id, r.hash, r.deleted_at from records r
        where ${whose} and r.planhat_id = any (array(select id from items))`,
      isOrdered: sql`coalesce(bool_and(at is not null and (earlier_at is null or at <= earlier_at)), true)`,
      showsSort: sql`count(*) filter (where at < earlier_at) >= ${sortShownBy}
        and bool_or(id < earlier_id) and bool_or(id > earlier_id)`,
      newlySeen: sql`(select count(*) from page where ord > coalesce((select max(ord) from page where id = ${order.after}), 0))`,
      proves: sql`false`,
      hasMoreLanded: sql`false`,
    };
  const after = order.after ?? "";
  // What it lacks is absent if it turns out to be whole; until then nothing that is absent is removed.
  const isWhole = sql`(select ${order.mayBeWhole === true} and not is_ordered from bounds)`;
  return {
    // One walk along the key instead of a look-up for each row.
    existing: sql`select r.planhat_id, r.hash, r.deleted_at from records r
      where ${whose} and r.planhat_id >= (select case when ${order.isFirst} then '' else first_id end from bounds)
        and r.planhat_id <= (select last_id from bounds)
      union all
      select r.planhat_id, r.hash, r.deleted_at from records r
      where ${whose} and ${isWhole} and r.planhat_id > (select last_id from bounds)`,
    isOrdered: sql`coalesce(bool_and(earlier_id is null or id is null or id >= earlier_id), true)`,
    showsSort: sql`false`,
    newlySeen: sql`(select count(*) from items where id > ${after})`,
    proves: sql`(select ${order.provesNothing !== true} and has_all_ids and (is_ordered and (${order.isFirst} or first_id <= ${after}) or ${isWhole}) from bounds)`,
    hasMoreLanded: sql`exists (select from records r
      where ${whose} and r.planhat_id > (select coalesce(last_id, '') from bounds) and r.deleted_at is null)`,
  };
}

/** A record's id is part of keys, whose rows have a bound in PostgreSQL. */
const canLand = sql.raw(
  `id is not null and octet_length(id) <= ${planhatIdMax} and jsonb_typeof(e) = 'object'`,
);
const longIdReason = sql.raw(`'Its _id is longer than ${planhatIdMax} bytes.'`);

// `elements` is a query of (e jsonb, ord bigint).
function landElements(hold: SyncHold, page: PageToLand, elements: SQL, aside: KeptAside): SQL {
  const { model, order } = page;
  const { existing, isOrdered, showsSort, newlySeen, proves, hasMoreLanded } = describeOrder(
    hold,
    model,
    order,
  );
  const at =
    order.timeField === undefined
      ? sql`null::timestamptz`
      : sql`app.as_instant(e->${order.timeField}::text)`;
  const after = order.after ?? "";
  const asideIds = sql`${sql.param([...aside.ids])}::text[]`;
  return sql`
    with page as materialized (
      select e, id, ord, at, lag(id) over w as earlier_id, lag(at) over w as earlier_at
      from (select e, nullif(e->>'_id', '') as id, ord, ${at} as at from (${elements}) as elements) as read
      window w as (order by ord)
    ),
    bounds as materialized (
      select least(min(id), (select min(x) from unnest(${asideIds}) as x)) as first_id,
             greatest(max(id), (select max(x) from unnest(${asideIds}) as x)) as last_id,
             ${isOrdered} as is_ordered,
             coalesce(${showsSort}, false) as shows_sort,
             count(*) = count(id) and cardinality(${asideIds}) = ${aside.count} as has_all_ids,
             count(*) as fetched,
             coalesce(max(at) filter (where at <= now()), case when count(at) > 0 then now() end) as newest
      from page
    ),
    items as materialized (
      select distinct on (id) id, e, sha256(convert_to(e::text, 'UTF8')) as hash
      from page where ${canLand} order by id, ord desc
    ),
    odd as (
      insert into set_aside_records
        (tenant_id, connection_id, model, content_hash, sync_id, planhat_id, reason, content)
      select distinct on (4) ${hold.tenantId}::uuid, ${hold.connectionId}::uuid, ${model}::text,
             encode(sha256(convert_to(e::text, 'UTF8')), 'hex'), ${hold.id}::uuid, id,
             case when id is null then 'It has no _id.' else ${longIdReason} end, e::text
      from page where not (${canLand})
      on conflict (connection_id, model, content_hash) do update set sync_id = excluded.sync_id, at = now()
      returning 1
    ),
    existing as materialized (${existing}),
    absent as (
      insert into absences (tenant_id, connection_id, model, planhat_id, first_sync_id, sync_id)
      select ${hold.tenantId}::uuid, ${hold.connectionId}::uuid, ${model}::text, x.planhat_id, ${hold.id}::uuid, ${hold.id}::uuid
      from existing x
      where ${proves} and x.deleted_at is null and x.planhat_id > ${after}
        and not exists (select from items where items.id = x.planhat_id) and x.planhat_id <> all (${asideIds})
      on conflict (connection_id, model, planhat_id) do update set sync_id = excluded.sync_id
      returning 1
    ),
    back as (
      delete from absences a
      where a.connection_id = ${hold.connectionId} and a.model = ${model} and a.planhat_id = any (array(select id from items))
    ),
    changed as materialized (
      select items.*, row_number() over (order by items.id) as n
      from items left join existing r on r.planhat_id = items.id
      where r.planhat_id is null or r.hash <> items.hash or r.deleted_at is not null
    ),
    fence as (
      update connections set last_seq = last_seq + (select count(*) from changed)
      where id = ${hold.connectionId} and tenant_id = ${hold.tenantId} and epoch = ${hold.epoch}
      returning last_seq
    ),
    landed as (
      insert into records as r (tenant_id, connection_id, model, planhat_id, data, hash, seq)
      select ${hold.tenantId}, ${hold.connectionId}, ${model}, id, e, hash,
             fence.last_seq - (select count(*) from changed) + n
      from changed, fence
      on conflict (connection_id, model, planhat_id) do update
        set data = excluded.data, hash = excluded.hash, seq = excluded.seq, changed_at = now(), deleted_at = null
      returning r.xmax = 0 as is_new
    )
    select bounds.*,
           (select count(*) from odd) as odd,
           (select count(*) from items) as identified,
           ${newlySeen} as newly_seen,
           (select count(*) from landed where is_new) as inserted,
           (select count(*) from landed where not is_new) as updated,
           (select count(*) from absent) as absent,
           ${hasMoreLanded} as has_more_landed,
           exists (select from page where id = ${after}) as has_after,
           (select at from page order by ord limit 1) as head_at,
           (select at from page order by ord desc limit 1) as tail_at,
           (select id from page order by ord desc limit 1) as tail_id,
           exists (select from fence) as is_held
    from bounds`;
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

// Locks the connection before the statement begins to look: what an operator's answer removes meanwhile is seen as it
// is. And rules out scans of all of a table and loops of all with all, which look cheap before the table's first
// statistics; a plan that was kept would stay so: at 200,000 records a page took eight times as long as the first one
// (2026-11-24). Without them one plan suits every page, and is made once for each connection to the database.
async function beginLanding(tx: Tx, hold: SyncHold): Promise<void> {
  const { rows } = await tx.orm.execute(sql`
    select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
           set_config('enable_nestloop', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
    from connections
    where id = ${hold.connectionId} and tenant_id = ${hold.tenantId} and epoch = ${hold.epoch} for no key update`);
  if (rows.length === 0) throw new FencedError();
}

/** Lands elements, a query of `(e jsonb, ord bigint)`, beside those kept aside before. Throws `FencedError`. */
export async function runLanding(
  tx: Tx,
  hold: SyncHold,
  page: PageToLand,
  elements: SQL,
  aside: KeptAside,
): Promise<LandedPage> {
  const [, { rows }] = await Promise.all([
    beginLanding(tx, hold),
    tx.orm.execute<LandingRow>(landElements(hold, page, elements, aside)),
  ]);
  const [row] = rows;
  if (row === undefined || !row.is_held) throw new FencedError();
  const odd = Number(row.odd) + aside.count;
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
    showsSort: row.is_ordered && row.shows_sort,
    hasMoreLanded: row.has_more_landed,
    hasAfter: row.has_after,
    headAt: dateOf(row.head_at),
    tailAt: dateOf(row.tail_at),
    tailId: row.tail_id,
    newest: dateOf(row.newest),
  };
}

/** Lands a page. Throws `FencedError`, or what `isRefusedText` tells. */
export async function landPage(tx: Tx, hold: SyncHold, page: PageToLand): Promise<LandedPage> {
  if (isEmptyList(page.bytes)) return await landNothing(tx, hold, page);
  const bytes = Buffer.from(page.bytes.buffer, page.bytes.byteOffset, page.bytes.byteLength);
  const elements = sql`select e, ord from jsonb_array_elements(${bytes}::text::jsonb) with ordinality as t(e, ord)`;
  return await runLanding(tx, hold, page, elements, { count: 0, ids: [], repaired: 0 });
}

const emptyListBytes = 8;

function isEmptyList(bytes: Uint8Array): boolean {
  return (
    bytes.byteLength <= emptyListBytes && /^\s*\[\s*\]\s*$/.test(Buffer.from(bytes).toString())
  );
}

// Most models of most tenants are empty, and the statement for pages costs milliseconds also where there is no row.
async function landNothing(tx: Tx, hold: SyncHold, page: PageToLand): Promise<LandedPage> {
  const { hasMoreLanded } = describeOrder(hold, page.model, page.order);
  const [, { rows }] = await Promise.all([
    beginLanding(tx, hold),
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
    showsSort: false,
    hasMoreLanded: rows[0]?.has_more ?? false,
    hasAfter: false,
    headAt: null,
    tailAt: null,
    tailId: null,
    newest: null,
  };
}
