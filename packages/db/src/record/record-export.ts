/**
 * Landed (stored) records as bytes that are ready to send: PostgreSQL writes the lines, and Node does not parse them. A page scans
 * a limited number of rows and makes lines of a limited amount of stored data, even if it leaves out many rows. So each
 * page is a short transaction. See ADR 0017.
 */
import type { ModelName } from "@churned/domain/plan";
import type { SQL } from "drizzle-orm";
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { copyLines } from "../client/copy-out.ts";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import { customFields } from "../tables/custom-field.ts";
import { receipts } from "../tables/receipt.ts";
import { records } from "../tables/record.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { writeCsvCell } from "./csv-cells.ts";

/** The limits of one page of lines. */
export interface LineBounds {
  /** How many rows are scanned, including rows that do not become lines. */
  readonly rows: number;
  /**
   * Bytes of data, as stored, after which no further line is made. PostgreSQL knows them without unpacking the data,
   * which it stores compressed if it is long.
   */
  readonly storedBytes: number;
  /**
   * The largest size of a page's lines, in bytes. At this size the page takes no more lines. `storedBytes` alone is not
   * enough, because PostgreSQL may have compressed the data more than expected.
   */
  readonly bytesMost: number;
}

/** A page of lines in UTF-8, each with its line ending. A single line that is longer than the limits is still returned. */
export interface LinePage<Position> {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lines: number;
  /** The place where the next page continues. */
  readonly position: Position;
  /** True if no rows followed when the page was read. */
  readonly isLast: boolean;
  /** True if the connection's records are erased or being erased, so that the lines are incomplete. */
  readonly isErased: boolean;
}

/**
 * A connection's records after the sequence `after`, in the order of their changes: one JSON object per line, in the
 * format of `listRecords`, with tombstones.
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
    isWanted: from.model === undefined ? sql`true` : sql`model = ${from.model}`,
    line: writeChange("at"),
    lineEnd: "\n",
  });
  return { ...page, position: page.position === null ? from.after : Number(page.position) };
}

/**
 * The SQL expression of a record as JSON, for every reader of changes. Numbers keep the digits that PostgreSQL stores.
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
 * The live records of one model as lines of RFC 4180 (CSV), in the order of their ids: the sequence, the id, then
 * `columns`. A record that is live during the whole export appears exactly once, even if it changes.
 */
export async function readTableLines(
  tx: Tx,
  from: {
    readonly connectionId: string;
    readonly model: ModelName;
    /** Only what changed after this. */
    readonly since: number;
    readonly after: string;
    readonly columns: readonly ExportColumn[];
  },
  bounds: LineBounds,
): Promise<LinePage<string>> {
  const keysOf = (n: number) => from.columns.map(({ keys }) => keys[n] ?? null);
  const places = [0, 1, 2].map((n) => sql`${writeArray(keysOf(n))}::text[]`);
  const isCustom = sql`${writeArray(from.columns.map(({ in: place }) => String(place === "custom")))}::boolean[]`;
  const page = await readLines(tx, from.connectionId, bounds, {
    scanned: sql`
      select planhat_id as at, seq, data, deleted_at from records
      where connection_id = ${from.connectionId} and model = ${from.model} and planhat_id > ${from.after}
        and ${isOwn(tx)} order by planhat_id`,
    isWanted: sql`deleted_at is null and seq > ${from.since}`,
    // The columns are rows of unnest(), because a customer may have ten thousand custom fields, which are too many
    // expressions for a select list. unnest() gives its rows in order, so sorting by n costs nothing. `offset 0`
    // prevents PostgreSQL from computing a value again wherever the query names it, so a large record is decompressed
    // only once.
    line: sql`seq || ',' || ${sql.raw(writeCsvCell("at"))} || ',' || (
        select string_agg(${sql.raw(writeCsvCell("value"))}, ',') from (
          select case when is_custom then custom ->> k0
                      when k1 is null then record ->> k0
                      else coalesce(record ->> k0, record ->> k1, record ->> k2) end as value
          from (select record, record -> 'custom' as custom from (select data || '{}' as record offset 0) as unpacked offset 0) as parted,
               unnest(${sql.join([...places, isCustom], sql`, `)}) with ordinality as t(k0, k1, k2, is_custom, n)
          order by n offset 0
        ) as cells
      )`,
    lineEnd: "\r\n",
  });
  return { ...page, position: page.position ?? from.after };
}

/** An array in PostgreSQL's text form. */
const writeArray = (values: readonly (string | null)[]): string =>
  `{${values.map((value) => (value === null ? "NULL" : `"${value.replaceAll(/["\\]/g, "\\$&")}"`)).join(",")}}`;

const quotedInstant = (column: string): SQL =>
  sql.raw(`'"' || to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'`);

const isOwn = (tx: Tx): SQL => ofTenant(tx, records.tenantId) ?? sql`true`;

/** Reads a page of lines. `line` and `isWanted` are expressions of the columns of `scanned`, whose order is `at`. */
async function readLines(
  tx: Tx,
  connectionId: string,
  { rows: limit, storedBytes, bytesMost }: LineBounds,
  how: {
    readonly scanned: SQL;
    readonly isWanted: SQL;
    readonly line: SQL;
    readonly lineEnd: string;
  },
): Promise<LinePage<string | null>> {
  // A row that does not fit has neither place nor line, so that it is not unpacked.
  const select = sql`
    select case when fits then at::text end, case when fits and ${how.isWanted} then ${how.line} || ${how.lineEnd}::text end
    from (
      select *, sum(stored) over (order by at rows unbounded preceding) - stored < ${storedBytes} as fits
      from (select *, coalesce(pg_column_size(data), 0) as stored from (${how.scanned} limit ${limit}) as scanned) as measured
    ) as bounded order by at`;
  // Sorting is disabled. Otherwise, before a new table has statistics, PostgreSQL would sort the whole table for each
  // page.
  sendAlong(tx, tx.orm.execute(sql`select set_config('enable_sort', 'off', true)`));
  const [copied, after] = await Promise.all([
    copyLines(tx, select, bytesMost),
    // Asked after the lines, because erasing is promised before it begins.
    tx.orm.execute<{ is_erased: boolean }>(sql`
      select exists (
        select from receipts where connection_id = ${connectionId} and data = 'erase' and ${ofTenant(tx, receipts.tenantId) ?? sql`true`}
      ) as is_erased`),
  ]);
  return {
    bytes: copied.bytes,
    lines: copied.lines,
    position: copied.place,
    isLast: !copied.isCut && copied.rows < limit,
    isErased: after.rows[0]?.is_erased === true,
  };
}

/** The names of a model's custom fields: from the catalogue, or if that has none, from the model's records. */
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
