import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { ModelName } from "@churned/domain/plan";
import type { HeldDeletionsState } from "@churned/domain/sync";
import { openHeldDeletionsStates } from "@churned/domain/sync";
import type { PageRequest } from "../client/cursor.ts";
import { readCursor, writeCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { allowLong } from "../client/database.ts";
import { writeJson } from "../tables/repair-values.ts";
import { literal, oneOf } from "../tables/columns.ts";
import { records } from "../tables/record.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { writeChange } from "./record-export.ts";

/** After this number of bytes, no further record is added to a page. A single longer record is still returned. */
const pageBytes = 8_000_000;

/**
 * A page of a connection's records by change sequence, oldest change first, after `since` (exclusive). The page is JSON
 * with `items` and `nextCursor`, written by PostgreSQL so that no number is rounded. Deleted records are included as
 * tombstones (without data). A page of large records may have fewer than `limit` records; only an empty page means that
 * no records are left.
 */
export async function listRecordRows(
  tx: Tx,
  request: PageRequest & {
    readonly connectionId: string;
    readonly model?: ModelName | undefined;
    readonly since?: number | undefined;
  },
): Promise<string> {
  const cursor = readCursor(request.cursor, "sequence");
  const after = Math.max(request.since ?? 0, cursor === undefined ? 0 : Number(cursor.key));
  const { connectionId, model } = request;
  const isOwn = sql`connection_id = ${connectionId} and ${ofTenant(tx, records.tenantId) ?? sql`true`}`;
  // For a model without records, PostgreSQL would read all records of the connection in the order of `seq`, in the hope
  // that one of the first is of this model. Only the index that begins with the model has the order `model, seq`, and
  // the two comparisons leave one model: with `model = …`, PostgreSQL would ignore the model in the order.
  const nextAfter = (seq: SQL): SQL =>
    model === undefined
      ? sql`${isOwn} and seq > ${seq} order by seq limit 1`
      : sql`${isOwn} and (model, seq) > (${model}, ${seq}) and model <= ${model} order by model, seq limit 1`;
  // A recursive query reads one record after the other, so that records after the end of the page are not decompressed.
  const [, { rows }] = await Promise.all([
    tx.orm.execute(
      sql`select set_config('enable_sort', 'off', true), set_config('enable_incremental_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`,
    ),
    tx.orm.execute<{ items: string; last: string; goes_on: boolean }>(sql`
      with recursive page as (
        select 0 as n, ${after}::bigint as seq, '' as line, 0::bigint as bytes
        union all
        select page.n + 1, next.seq, next.line, page.bytes + octet_length(next.line)
        from page, lateral (
          select seq, ${writeChange("seq")} as line from records
          where ${nextAfter(sql`page.seq`)}
        ) as next
        where page.n < ${request.limit} and page.bytes < ${pageBytes}
      )
      select coalesce(string_agg(line, ',' order by n) filter (where n > 0), '') as items, max(seq)::text as last,
             (select seq from records where ${nextAfter(sql`(select max(seq) from page)`)}) is not null as goes_on
      from page`),
  ]);
  const [row] = rows;
  if (row === undefined) throw new Error("An aggregate answers with a row.");
  const next = row.goes_on ? writeCursor({ key: row.last, id: "" }) : null;
  return `{"items":[${row.items}],"nextCursor":${writeJson(next)}}`;
}

/** Whether any companies have landed (are stored), and whether any of them has one of these ids. */
export async function findLandedCompanies(
  tx: Tx,
  connectionId: string,
  ids: readonly string[],
): Promise<{ readonly hasAny: boolean; readonly hasOneOf: boolean }> {
  const { rows } = await tx.orm.execute<{ has_any: boolean; has_one_of: boolean }>(sql`
    with companies as (
      select planhat_id from records
      where connection_id = ${connectionId} and model = 'company' and deleted_at is null and ${ofTenant(tx, records.tenantId) ?? sql`true`}
    )
    select exists (select from companies) as has_any,
           exists (select from companies where planhat_id in
             (select jsonb_array_elements_text(${writeJson(ids)}::jsonb))) as has_one_of`);
  const [row] = rows;
  return { hasAny: row?.has_any === true, hasOneOf: row?.has_one_of === true };
}

/** The statement timeout for erasing: millions of records take minutes. */
const eraseMs = 20 * 60_000;

/**
 * Turns every landed record of a connection into a tombstone, so that programs that follow the changes see the
 * deletion. Returns the number of records. Also raises the connection's epoch (the fencing token), so that a page that
 * is landing at the same time commits nothing. The caller must have locked the connection.
 */
export async function eraseRecords(tx: Tx, connectionId: string): Promise<number> {
  const isOwn = ofTenant(tx, records.tenantId) ?? sql`true`;
  await allowLong(tx, eraseMs);
  const { rows } = await tx.orm.execute<{ erased: string }>(sql`
    with old as (
      select model, planhat_id, row_number() over (order by seq) as n from records
      where connection_id = ${connectionId} and deleted_at is null and ${isOwn}
    ),
    raised as (
      update connections set epoch = epoch + 1, fresh_at = null, last_seq = last_seq + (select count(*) from old)
      where id = ${connectionId}
      returning last_seq
    ),
    erased as (
      update records r
      set data = null, deleted_at = now(), changed_at = now(), hash = '',
          seq = raised.last_seq - (select count(*) from old) + old.n
      from old, raised
      where r.connection_id = ${connectionId} and r.model = old.model and r.planhat_id = old.planhat_id
      returning 1
    ),
    aside as (delete from set_aside_records where connection_id = ${connectionId}),
    marks as (update watermarks set watermark = null, records = null where connection_id = ${connectionId}),
    missing as (delete from absences where connection_id = ${connectionId}),
    fields as (delete from custom_fields where connection_id = ${connectionId}),
    asked as (
      update held_deletes set state = ${literal("withdrawn" satisfies HeldDeletionsState)}, decided_at = now()
      where connection_id = ${connectionId} and state in (${oneOf(openHeldDeletionsStates)})
    )
    select count(*) as erased from erased`);
  return Number(rows[0]?.erased ?? 0);
}

/**
 * Looks at the newest landed end users. Returns how many of them name a company (`of`), and for how many of these end
 * users the company has landed (`seen`).
 */
export async function countLinkedEndUsers(
  tx: Tx,
  connectionId: string,
  limit: number,
): Promise<{ readonly seen: number; readonly of: number }> {
  const isOwn = ofTenant(tx, records.tenantId) ?? sql`true`;
  const { rows } = await tx.orm.execute<{ seen: string; of: string }>(sql`
    with newest as (
      select coalesce(data #>> '{companyId,_id}', data ->> 'companyId') as company from records
      where connection_id = ${connectionId} and model = 'enduser' and deleted_at is null and ${isOwn}
      order by planhat_id desc limit ${limit}
    )
    select count(*) as of, count(c.planhat_id) as seen
    from newest left join records c
      on c.connection_id = ${connectionId} and c.model = 'company' and c.planhat_id = newest.company
      and c.deleted_at is null
    where newest.company <> ''`);
  return { seen: Number(rows[0]?.seen ?? 0), of: Number(rows[0]?.of ?? 0) };
}
