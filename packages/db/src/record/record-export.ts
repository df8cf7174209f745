/**
 * Landed (stored) records as text that is ready to send: PostgreSQL writes the lines, and Node does not parse them. A
 * page scans a limited number of rows and makes a limited number of bytes, even if it leaves out many rows. So each
 * page is a short transaction.
 */
import type { ModelName } from "@churned/domain/plan";
import type { SQL } from "drizzle-orm";
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "../client/database.ts";
import { customFields } from "../tables/custom-field.ts";
import { receipts } from "../tables/receipt.ts";
import { records } from "../tables/record.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { writeCsvCell } from "./csv-cells.ts";

/** The limits of one page of lines. */
export interface LineBounds {
  /** How many rows are scanned, including rows that do not become lines. */
  readonly rows: number;
  /** After this number of UTF-8 bytes, no further line is added. A single longer line is still returned. */
  readonly bytes: number;
}

/** A page of lines, each with its line ending. */
export interface LinePage<Position> {
  readonly text: string;
  readonly lines: number;
  /** The place where the next page continues. */
  readonly position: Position;
  /** True if the limit of bytes ended the page. */
  readonly isCut: boolean;
  /** True if no rows followed when the page was read. */
  readonly isLast: boolean;
  /** True if the connection's records are erased or being erased, so that the lines are incomplete. */
  readonly isErased: boolean;
}

/**
 * A connection's records after the sequence `after`, in the order of their changes. Each line is a JSON object in the
 * format of `listRecords`. Deleted records are included as tombstones (without data).
 */
export async function readChangeLines(
  tx: Tx,
  from: {
    readonly connectionId: string;
    readonly model?: ModelName | undefined;
    readonly after: number;
  },
  bounds: LineBounds,
): Promise<LinePage<number>> {
  const page = await readLines(tx, from.connectionId, bounds, {
    scanned: sql`
      select seq as at, model, planhat_id, data, changed_at, deleted_at from records
      where connection_id = ${from.connectionId} and seq > ${from.after} and ${isOwn(tx)} order by seq`,
    lines: sql`
      select at, ${writeChange("at")} as line
      from scanned where ${from.model === undefined ? sql`true` : sql`model = ${from.model}`}`,
    lineEnd: "\n",
  });
  return { ...page, position: page.position === null ? from.after : Number(page.position) };
}

/**
 * The SQL expression that writes a record as JSON, used for every reader of changes. Numbers keep the digits that
 * PostgreSQL stores.
 */
export const writeChange = (seq: "seq" | "at"): SQL => sql`'{"seq":' || ${sql.raw(seq)}
  || ',"model":' || to_json(model) || ',"planhatId":' || to_json(planhat_id)
  || ',"data":' || coalesce(data::text, 'null') || ',"changedAt":' || ${quotedInstant("changed_at")}
  || ',"deletedAt":' || coalesce(${quotedInstant("deleted_at")}, 'null') || '}'`;

/** The place of an exported column's value in a record. */
export interface ExportColumn {
  /** The keys of the value, three at most. The first key that the record has counts. */
  readonly keys: readonly string[];
  /** Where these keys are: at the top of the record, or among its custom fields. */
  readonly in: "record" | "custom";
}

/**
 * The live records of one model as lines of CSV (RFC 4180), in the order of their ids. A line has the sequence, the id,
 * and then `columns`. A record that is live during the whole export appears exactly once, even if the record changes
 * meanwhile.
 */
export async function readTableLines(
  tx: Tx,
  from: {
    readonly connectionId: string;
    readonly model: ModelName;
    /** Only records that changed after this sequence. */
    readonly since: number;
    readonly after: string;
    readonly columns: readonly ExportColumn[];
  },
  bounds: LineBounds,
): Promise<LinePage<string>> {
  const keysOf = (n: number): (string | null)[] => from.columns.map(({ keys }) => keys[n] ?? null);
  const places = [0, 1, 2].map((n) => sql`${sql.param(keysOf(n))}::text[]`);
  const isCustom = sql`${sql.param(from.columns.map(({ in: place }) => place === "custom"))}::boolean[]`;
  const page = await readLines(tx, from.connectionId, bounds, {
    scanned: sql`
      select planhat_id as at, seq, data, deleted_at from records
      where connection_id = ${from.connectionId} and model = ${from.model} and planhat_id > ${from.after}
        and ${isOwn(tx)} order by planhat_id`,
    // The columns are rows of unnest(), because a customer may have ten thousand custom fields, which are too many
    // expressions for a select list. `offset 0` prevents PostgreSQL from computing a value again wherever the query
    // names it, so a large record is decompressed only once.
    lines: sql`
      select at, seq || ',' || ${sql.raw(writeCsvCell("at"))} || ',' || (
        select string_agg(${sql.raw(writeCsvCell("value"))}, ',' order by n) from (
          select n, case when is_custom then custom ->> k0
                         else coalesce(record ->> k0, record ->> k1, record ->> k2) end as value
          from unnest(${sql.join([...places, isCustom], sql`, `)}) with ordinality as t(k0, k1, k2, is_custom, n) offset 0
        ) as cells
      ) as line
      from (
        select at, seq, record, record -> 'custom' as custom from (
          select at, seq, data || '{}' as record from scanned
          where deleted_at is null and seq > ${from.since} offset 0
        ) as unpacked offset 0
      ) as parted`,
    lineEnd: "\r\n",
  });
  return { ...page, position: page.position ?? from.after };
}

const quotedInstant = (column: string): SQL =>
  sql.raw(`'"' || to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'`);

const isOwn = (tx: Tx): SQL => ofTenant(tx, records.tenantId) ?? sql`true`;

/** Reads a page of lines, cut to the allowed bytes. */
async function readLines(
  tx: Tx,
  connectionId: string,
  bounds: LineBounds,
  how: { readonly scanned: SQL; readonly lines: SQL; readonly lineEnd: string },
): Promise<LinePage<string | null>> {
  // Sorting is disabled. Otherwise, before a new table has statistics, PostgreSQL would sort the whole table for each
  // page.
  const before = await tx.orm.execute<{ is_erased: boolean }>(sql`
    select set_config('enable_sort', 'off', true), exists (
      select from receipts where connection_id = ${connectionId} and data = 'erase' and ${ofTenant(tx, receipts.tenantId) ?? sql`true`}
    ) as is_erased`);
  const { rows } = await tx.orm.execute<{
    text: string | null;
    kept: string;
    made: string;
    scanned: string;
    position: string | null;
  }>(sql`
    with scanned as materialized (${how.scanned} limit ${sql.raw(String(bounds.rows))}),
    lines as (${how.lines}),
    measured as materialized (select at, line, sum(octet_length(line)) over (order by at) as upto from lines),
    kept as (select at, line from measured where upto - octet_length(line) < ${bounds.bytes})
    select string_agg(line, ${how.lineEnd}::text order by at) as text, count(*) as kept,
      (select count(*) from measured) as made, (select count(*) from scanned) as scanned,
      (case when count(*) < (select count(*) from measured) then max(at) else (select max(at) from scanned) end)::text as position
    from kept`);
  const [row] = rows;
  if (row === undefined) throw new Error("An aggregate answers with a row.");
  const isCut = Number(row.kept) < Number(row.made);
  return {
    text: row.text === null ? "" : row.text + how.lineEnd,
    lines: Number(row.kept),
    position: row.position,
    isCut,
    isLast: !isCut && Number(row.scanned) < bounds.rows,
    isErased: before.rows[0]?.is_erased === true,
  };
}

/** The names of a model's custom fields: from the catalogue, or from the model's records if the catalogue has none. */
export async function listExportedCustomFields(
  tx: Tx,
  connectionId: string,
  model: ModelName,
): Promise<string[]> {
  const catalogued = await tx.orm
    .select({ name: customFields.name })
    .from(customFields)
    .where(
      and(
        eq(customFields.connectionId, connectionId),
        eq(customFields.model, model),
        isNull(customFields.removedAt),
        ofTenant(tx, customFields.tenantId),
      ),
    )
    .orderBy(asc(customFields.name));
  if (catalogued.length > 0) return catalogued.map(({ name }) => name);
  const { rows } = await tx.orm.execute<{ name: string }>(sql`
    select distinct name from records, lateral jsonb_object_keys(
      case when jsonb_typeof(data -> 'custom') = 'object' then data -> 'custom' else '{}' end) as name
    where connection_id = ${connectionId} and model = ${model} and deleted_at is null and ${isOwn(tx)}
    order by name`);
  return rows.map(({ name }) => name);
}
