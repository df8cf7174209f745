/** The SQL statement that lands (stores) a page. The comment of landing.ts lists its guarantees. */
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { ModelName } from "@churned/domain/plan";
import { planhatIdMax, setAsideReasons } from "@churned/domain/record";
import { writeJson } from "../tables/repair-values.ts";
import type { SyncClaim } from "./sync-claims.ts";

/** The order in which Planhat was asked to sort the rows of a page. */
export type PageOrder =
  | {
      readonly by: "id";
      /** The greatest id that earlier pages of this pass had; null if there is no earlier page. */
      readonly after: string | null;
      /** True if no row of the list can come before the page. */
      readonly isFirst: boolean;
      /** True if the page may be the complete list, in any order. */
      readonly mayBeWhole?: boolean;
      /** True if the page is not from the usual list of the model. Then a record that the page lacks is not missing. */
      readonly provesNothing?: boolean;
      /**
       * The property with the time of a record's last change. Set only if the caller needs the newest change of the
       * page.
       */
      readonly timeField?: string | undefined;
    }
  | {
      readonly by: "time";
      /** The id of the last row of the previous page; null for the first page. */
      readonly after: string | null;
      readonly timeField: string;
    };

/** A page as received from Planhat, with its model and its order. */
export interface PageToLand {
  readonly model: ModelName;
  /** A JSON array. */
  readonly bytes: Uint8Array;
  /**
   * Earlier rows of the list, as objects with their ids and times. They help to check the order and are not landed with
   * this page.
   */
  readonly known?: readonly object[];
  /** The id of the last row of `known`, if the record of that row is too large to be read. */
  readonly tooLarge?: string;
  readonly order: PageOrder;
}

/**
 * How many elements of a page were set aside, their ids as far as they can be read, and how many elements were
 * repaired.
 */
export interface KeptAside {
  readonly count: number;
  readonly ids: readonly string[];
  readonly repaired: number;
}

/** The parts of the statement that depend on the order of the page. */
export function describeOrder(claim: SyncClaim, model: ModelName, order: PageOrder) {
  const whose = sql`r.connection_id = ${claim.connectionId} and r.model = ${model}`;
  if (order.by === "time")
    return {
      existing: sql`select r.planhat_id, r.hash, r.deleted_at from records r
        where ${whose} and r.planhat_id = any (array(select id from items))`,
      isOrdered: sql`coalesce(bool_and(at is not null and (earlier_at is null or at <= earlier_at)), true)`,
      newlySeen: sql`(select count(*) from page where ord > greatest(0, (select max(ord) from page where id = ${order.after})))`,
      proves: sql`false`,
      hasMoreLanded: sql`false`,
    };
  const after = order.after ?? "";
  // If the page turns out to be the complete list, the landed records that the page lacks are absent. They are noted as
  // absent now, but no record is removed before the pass is complete.
  const isWhole = sql`(select ${order.mayBeWhole === true} and not is_ordered from bounds)`;
  return {
    // One range scan of the key, and not one lookup for each row.
    existing: sql`select r.planhat_id, r.hash, r.deleted_at from records r
      where ${whose} and r.planhat_id >= (select case when ${order.isFirst} then '' else first_id end from bounds)
        and r.planhat_id <= (select last_id from bounds)
      union all
      select r.planhat_id, r.hash, r.deleted_at from records r
      where ${whose} and ${isWhole} and r.planhat_id > (select last_id from bounds)`,
    isOrdered: sql`coalesce(bool_and(earlier_id is null or id is null or id >= earlier_id), true)`,
    newlySeen: sql`(select count(*) from items where id > ${after})`,
    proves: sql`(select ${order.provesNothing !== true} and has_all_ids and (is_ordered and (${order.isFirst} or first_id <= ${after}) or ${isWhole}) from bounds)`,
    hasMoreLanded: sql`exists (select from records r
      where ${whose} and r.planhat_id > (select coalesce(last_id, '') from bounds) and r.deleted_at is null)`,
  };
}

/** A record with a longer id cannot land, because PostgreSQL limits the size of index rows. */
const canLand = sql.raw(
  `ord > 0 and id is not null and octet_length(id) <= ${planhatIdMax} and jsonb_typeof(e) = 'object'`,
);

/**
 * The statement that lands `elements`, a query of `(e jsonb, ord bigint)`. The rows of `known` have an `ord` of 0 or
 * less and are not landed.
 */
export function landElements(
  claim: SyncClaim,
  page: PageToLand,
  elements: SQL,
  aside: KeptAside,
): SQL {
  const { model, order } = page;
  const { existing, isOrdered, newlySeen, proves, hasMoreLanded } = describeOrder(
    claim,
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
      from (select e, nullif(e->>'_id', '') as id, ord, ${at} as at from (${withKnown(page, elements)}) as elements) as read
      window w as (order by ord)
    ),
    bounds as materialized (
      select least(min(id), (select min(x) from unnest(${asideIds}) as x)) as first_id,
             greatest(max(id), (select max(x) from unnest(${asideIds}) as x)) as last_id,
             ${isOrdered} as is_ordered,
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
      select distinct on (4) ${claim.tenantId}::uuid, ${claim.connectionId}::uuid, ${model}::text,
             encode(sha256(convert_to(e::text, 'UTF8')), 'hex'), ${claim.id}::uuid, id,
             case when id is null then ${setAsideReasons.noId}::text else ${setAsideReasons.longId}::text end, e::text
      from page where ord > 0 and not (${canLand})
      on conflict (connection_id, model, content_hash) do update set sync_id = excluded.sync_id, at = now()
      returning 1
    ),
    existing as materialized (${existing}),
    absent as (
      insert into absences (tenant_id, connection_id, model, planhat_id, first_sync_id, sync_id)
      select ${claim.tenantId}::uuid, ${claim.connectionId}::uuid, ${model}::text, x.planhat_id, ${claim.id}::uuid, ${claim.id}::uuid
      from existing x
      where ${proves} and x.deleted_at is null and x.planhat_id > ${after}
        and not exists (select from page where page.id = x.planhat_id) and x.planhat_id <> all (${asideIds})
      on conflict (connection_id, model, planhat_id) do update set sync_id = excluded.sync_id
      returning 1
    ),
    back as (
      delete from absences a
      where a.connection_id = ${claim.connectionId} and a.model = ${model} and a.planhat_id = any (array(select id from page))
    ),
    changed as materialized (
      select items.*, row_number() over (order by items.id) as n
      from items left join existing r on r.planhat_id = items.id
      where r.planhat_id is null or r.hash <> items.hash or r.deleted_at is not null
    ),
    fence as (
      update connections set last_seq = last_seq + (select count(*) from changed)
      where id = ${claim.connectionId} and tenant_id = ${claim.tenantId} and epoch = ${claim.epoch}
      returning last_seq
    ),
    landed as (
      insert into records as r (tenant_id, connection_id, model, planhat_id, data, hash, seq)
      select ${claim.tenantId}, ${claim.connectionId}, ${model}, id, e, hash,
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

function withKnown({ known = [] }: PageToLand, elements: SQL): SQL {
  if (known.length === 0) return elements;
  return sql`${elements} union all select e, n - ${known.length}
    from jsonb_array_elements(${writeJson(known)}::text::jsonb) with ordinality as k(e, n)`;
}
