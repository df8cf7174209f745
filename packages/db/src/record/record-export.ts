/**
 * Landed records as text that is ready to be sent: PostgreSQL writes the lines, so nobody parses them on the way. A
 * page looks at a bounded number of rows and makes a bounded number of bytes, whatever it leaves out, so that each is
 * a short transaction of its own.
 */
import type { ModelName } from "@churned/domain/plan";
import type { SQL } from "drizzle-orm";
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "../client/database.ts";
import { customFields } from "../tables/custom-field.ts";
import { receipts } from "../tables/receipt.ts";
import { records } from "../tables/record.ts";
import { ofTenant } from "../client/tenant-filter.ts";

/** What a page of lines may cost. */
export interface LineBounds {
  /** Rows that are looked at, those left out too. */
  readonly rows: number;
  /** UTF-8 bytes after which no further line is added; a longer single line is still given. */
  readonly bytes: number;
}

/** Lines, each with its line's end, and how far they reach. */
export interface LinePage<Position> {
  readonly text: string;
  readonly lines: number;
  /** Where the next page goes on. */
  readonly position: Position;
  /** True where the bytes, not the rows, ended the page. */
  readonly isCut: boolean;
  /** True where nothing was left behind it when it was read. */
  readonly isLast: boolean;
  /** True where the connection's records are being taken away, or are gone: the lines are not all there were. */
  readonly isErased: boolean;
}

/**
 * A connection's records after the change `after`, in the order of their changes, one JSON object a line, as
 * `listRecords` answers them, deletions too.
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

/** A record as JSON in SQL, as every reader of changes is given it. Its numbers are those that PostgreSQL holds. */
export const writeChange = (seq: "seq" | "at"): SQL => sql`'{"seq":' || ${sql.raw(seq)}
  || ',"model":' || to_json(model) || ',"planhatId":' || to_json(planhat_id)
  || ',"data":' || coalesce(data::text, 'null') || ',"changedAt":' || ${quotedInstant("changed_at")}
  || ',"deletedAt":' || coalesce(${quotedInstant("deleted_at")}, 'null') || '}'`;

/** A column of a table that is exported: where its value is. */
export interface ExportColumn {
  /** The keys under which it may stand, three at most; the first that is there counts. */
  readonly keys: readonly string[];
  /** Whether they are keys of the record or of its custom fields. */
  readonly in: "record" | "custom";
}

/**
 * The live records of one model as lines of RFC 4180, in the order of their ids: the sequence, the id, then `columns`.
 * A record that lives all the while comes exactly once, whatever changes meanwhile.
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
  const keysOf = (n: number): (string | null)[] => from.columns.map(({ keys }) => keys[n] ?? null);
  const places = [0, 1, 2].map((n) => sql`${sql.param(keysOf(n))}::text[]`);
  const isCustom = sql`${sql.param(from.columns.map(({ in: place }) => place === "custom"))}::boolean[]`;
  const page = await readLines(tx, from.connectionId, bounds, {
    scanned: sql`
      select planhat_id as at, seq, data, deleted_at from records
      where connection_id = ${from.connectionId} and model = ${from.model} and planhat_id > ${from.after}
        and ${isOwn(tx)} order by planhat_id`,
    // The columns are rows here: a Planhat may have ten thousand custom fields, and a list of expressions may not.
    // `offset 0` keeps a value from being worked out once for each mention: a large record is unpacked once.
    lines: sql`
      select at, seq || ',' || ${sql.raw(writeCell("at"))} || ',' || (
        select string_agg(${sql.raw(writeCell("value"))}, ',' order by n) from (
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

/**
 * A cell in SQL. A text that a spreadsheet would run as a formula gets an apostrophe before it, numbers do not. What
 * holds a comma, a quote, a line's end or space at an end is quoted, and so is an empty text: null is nothing at all.
 */
function writeCell(cell: string): string {
  const isNumber = String.raw`-?\d+(\.\d+)?([eE][+-]?\d+)?`;
  const isPlain = String.raw`[^\s",=+@-]([^",\r\n]*[^\s",])?`;
  return String.raw`case when ${cell} is null then '' when ${cell} ~ '^(${isNumber}|${isPlain})$' then ${cell}
    else '"' || case when ${cell} ~ '^[=+@\t\r\n-]' then '''' else '' end || replace(${cell}, '"', '""') || '"' end`;
}

const quotedInstant = (column: string): SQL =>
  sql.raw(`'"' || to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'`);

const isOwn = (tx: Tx): SQL => ofTenant(tx, records.tenantId) ?? sql`true`;

/** Cuts what was scanned to the bytes that are allowed. */
async function readLines(
  tx: Tx,
  connectionId: string,
  bounds: LineBounds,
  how: { readonly scanned: SQL; readonly lines: SQL; readonly lineEnd: string },
): Promise<LinePage<string | null>> {
  // Where the table was just filled and is not analyzed yet, it would be sorted anew for each page.
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

/** The custom fields of a model by their names: the catalogue's, or where it has none, those seen in its records. */
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

/** How many records of each model are landed, and how many were deleted. Models without any are left out. */
export async function countRecords(
  tx: Tx,
  connectionId: string,
): Promise<{ model: ModelName; live: number; deleted: number }[]> {
  return await tx.orm
    .select({
      model: records.model,
      live: sql<number>`count(*) filter (where ${records.deletedAt} is null)`.mapWith(Number),
      deleted: sql<number>`count(${records.deletedAt})`.mapWith(Number),
    })
    .from(records)
    .where(and(eq(records.connectionId, connectionId), ofTenant(tx, records.tenantId)))
    .groupBy(records.model);
}
