/**
 * Exports landed (stored) records as one file, page by page. Each page is a separate short transaction, so an export
 * that takes an hour keeps no transaction open. If a record changes during the export, NDJSON contains the record again
 * under its new sequence, and CSV contains the record as it is when the export reaches its id. In both formats, a
 * complete file contains every record that exists during the whole export.
 */
import type { LineBounds, LinePage } from "@churned/db/record";
import { asActor, readAtOnce, type Tx } from "@churned/db/client";
import { findConnection } from "@churned/db/connection";
import { addAudit } from "@churned/db/history";
import {
  countRecordRows,
  listExportedCustomFields,
  readChangeLines,
  readTableLines,
} from "@churned/db/record";
import type { ModelName } from "@churned/domain/plan";
import type { ExportFormat } from "@churned/domain/record";
import { modelLabels } from "@churned/domain/plan";
import { exportMediaTypes } from "@churned/domain/record";
import { AppError, notFound } from "@churned/domain/shared";
import type { Download, DownloadPage, ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { ofConnectionAtOnce } from "../context/of-connection.ts";
import { type CsvColumn, listCsvColumns, writeCsvHeader } from "./csv-columns.ts";

/** Bytes of a page: what is aimed at, and after which no record is added. The server holds two pages of an export. */
const pageBytes = { aim: 1024 * 1024, most: 4 * 1024 * 1024 } as const;
/** Bytes of data as PostgreSQL stores it. The first page is small, so that a file begins soon. */
const storedBytes = { first: 64 * 1024, most: 1024 * 1024 } as const;
const pageRowsMax = 2_000;
/** The number of cells in a page, which may be mostly empty. PostgreSQL writes 250,000 cells in a second. */
const pageCells = 250_000;

export interface ExportInput {
  readonly id: string;
  readonly format: ExportFormat;
  /** The model to export; all models if absent. Required for CSV. */
  readonly model?: ModelName | undefined;
  /** If set, exports only records that changed after this sequence. */
  readonly since?: number | undefined;
}

/**
 * Starts an export. NDJSON contains every change after `since`, including deletions. CSV contains the live records of
 * one model. The first page is read before the function resolves, so that an export that cannot be read is refused at
 * the start and does not break off later.
 */
export async function exportRecords(ctx: ServiceContext, input: ExportInput): Promise<Download> {
  const { id, format, model, since = 0 } = input;
  if (format === "csv" && model === undefined)
    throw new AppError("VALIDATION", "A CSV file holds one model.", {
      errors: [{ path: "model", message: "is needed for CSV" }],
    });
  const { name, columns } = await asActor(ctx.db, ctx.actor, (tx) => begin(ctx, tx, input));
  const from = { connectionId: id, since };
  const pages =
    format === "csv" && model !== undefined
      ? readCsv(ctx, { ...from, model, columns })
      : readNdjson(ctx, { ...from, model });
  const first = await pages.next();
  return {
    fileName: nameFile([name, model ?? "records", ctx.now().toISOString().slice(0, 10)], format),
    mediaType: exportMediaTypes[format],
    pages: resume(first, pages),
  };
}

async function begin(
  ctx: ServiceContext,
  tx: Tx,
  { id, format, model, since = 0 }: ExportInput,
): Promise<{ name: string; columns: CsvColumn[] }> {
  const connection = await findConnection(tx, id);
  if (connection === undefined) throw notFound("connection");
  const customFields =
    format === "csv" && model !== undefined ? await listExportedCustomFields(tx, id, model) : [];
  const what = model === undefined ? "all models" : modelLabels[model];
  addAudit(tx, {
    tenantId: connection.tenantId,
    action: "records.export",
    subjectId: id,
    reason: `${format.toUpperCase()} of ${what}, changes after ${since}`,
    request: ctx.request,
  });
  return {
    name: connection.name,
    columns: model === undefined ? [] : listCsvColumns(model, customFields),
  };
}

function readNdjson(
  ctx: ServiceContext,
  from: { connectionId: string; model: ModelName | undefined; since: number },
): AsyncGenerator<DownloadPage, void, undefined> {
  return readPages(ctx, from.since, (tx, after, bounds) =>
    readChangeLines(tx, { ...from, after }, bounds),
  );
}

async function* readCsv(
  ctx: ServiceContext,
  from: { connectionId: string; model: ModelName; since: number; columns: readonly CsvColumn[] },
): AsyncGenerator<DownloadPage, void, undefined> {
  const rows = readPages(
    ctx,
    "",
    (tx, after, bounds) => readTableLines(tx, { ...from, after }, bounds),
    Math.min(pageRowsMax, Math.max(1, Math.floor(pageCells / from.columns.length))),
  );
  const header = Buffer.from(writeCsvHeader(from.columns));
  let isFirst = true;
  for await (const page of rows) {
    yield isFirst ? { ...page, bytes: Buffer.concat([header, page.bytes]) } : page;
    isFirst = false;
  }
}

/** Reads pages until the last page. The bytes of one page determine how much data to request for the next page. */
async function* readPages<Position>(
  ctx: ServiceContext,
  start: Position,
  read: (tx: Tx, after: Position, bounds: LineBounds) => Promise<LinePage<Position>>,
  rows: number = pageRowsMax,
): AsyncGenerator<DownloadPage, void, undefined> {
  let after = start;
  let stored: number = storedBytes.first;
  for (;;) {
    const bounds = { rows, storedBytes: stored, bytesMost: pageBytes.most };
    const position = after;
    const page = await readAtOnce(ctx.db, ctx.actor, (tx) => read(tx, position, bounds));
    if (page.isErased) throw new AppError("CONFLICT", "The data of this connection was erased.");
    yield { bytes: page.bytes, rows: page.lines };
    if (page.isLast) return;
    after = page.position;
    const factor = Math.min(4, Math.max(1 / 4, pageBytes.aim / page.bytes.length));
    stored = Math.min(storedBytes.most, Math.ceil(stored * factor));
  }
}

async function* resume(
  first: IteratorResult<DownloadPage, void>,
  rest: AsyncGenerator<DownloadPage, void, undefined>,
): AsyncGenerator<DownloadPage, void, undefined> {
  try {
    if (first.done === true) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

/** Makes a file name that every file system accepts, such as "acmes-planhat-company-2026-11-24.csv". */
function nameFile(parts: readonly string[], format: ExportFormat): string {
  const slug = parts
    .join("-")
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[\u0300-\u036F'’]/g, "")
    .replaceAll(/[^a-z\d]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return `${slug}.${format}`;
}

/** Counts the landed records of each model. */
export async function countRecords(
  ctx: ServiceContext,
  { id }: { readonly id: string },
): Promise<ResponseOf<"countRecords">> {
  return { items: await ofConnectionAtOnce(ctx, id, (tx) => countRecordRows(tx, id)) };
}
