/** Writes records to standard output or to a file. A file has another name until it is complete. */
import { isModelName, type ModelName } from "@churned/domain/plan";
import { type ExportFormat, exportFormats } from "@churned/domain/record";
import { AppError } from "@churned/domain/shared";
import type { Download } from "@churned/domain/wire";
import { type ServiceContext } from "@churned/services/context";
import { countRecords, exportRecords } from "@churned/services/record";
import { randomUUID } from "node:crypto";
import { type FileHandle, open as openFile, rename, rm } from "node:fs/promises";
import { findConnectionByName } from "../find-connection.ts";
import { drawLine, formatCount } from "../draw-line.ts";
import type { Command, Terminal } from "../run-cli.ts";
import { readArguments, UsageError } from "../usage.ts";

const showEveryMs = 200;

/** Exports a connection's records: every change and deletion as NDJSON, or the live records of one model as CSV. */
export const runExport: Command = async (args, terminal, open) => {
  const { given, options } = readArguments(args, ["CONNECTION"], {
    model: "text",
    format: "text",
    since: "text",
    out: "text",
  });
  const format = exportFormats.find((known) => known === (options.format ?? "ndjson"));
  if (format === undefined) throw new UsageError(`--format must be ${exportFormats.join(" or ")}.`);
  const model = readModel(options.model);
  if (format === "csv" && model === undefined)
    throw new UsageError("With --format csv, the option --model is required.");
  const since = readSince(options.since);
  const ctx = (await open()).as();
  const { id, name } = await findConnectionByName(ctx, given[0]);
  const what = { id, format, model, since };
  const tell = terminal.showAside && (await makeProgress(ctx, what, terminal.showAside));
  const file = await exportRecords(ctx, what);
  const rows =
    options.out === undefined
      ? await printPages(file, terminal, tell)
      : await writeFile(file, options.out, tell);
  if (rows === undefined) return 1;
  // Standard output carries only the data.
  const told = `${formatCount(rows)} ${rows === 1 ? "record" : "records"} of ${name}`;
  if (options.out !== undefined) terminal.complain(`${told} → ${options.out}`);
  else if (tell !== undefined) terminal.complain(`${told}.`);
  return 0;
};

function readModel(text: string | undefined): ModelName | undefined {
  if (text === undefined) return undefined;
  if (!isModelName(text))
    throw new UsageError("--model must be one of Planhat's models: company, enduser …");
  return text;
}

function readSince(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const since = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(since))
    throw new UsageError("--since must be the sequence number of a change, a whole number.");
  return since;
}

type Tell = (rows: number) => void;

async function makeProgress(
  ctx: ServiceContext,
  what: {
    id: string;
    format: ExportFormat;
    model?: ModelName | undefined;
    since?: number | undefined;
  },
  show: NonNullable<Terminal["showAside"]>,
): Promise<Tell> {
  const { items } = await countRecords(ctx, { id: what.id });
  const sum = items
    .filter(({ model }) => what.model === undefined || model === what.model)
    .reduce((all, { live, deleted }) => all + live + (what.format === "csv" ? 0 : deleted), 0);
  const expected = what.since === undefined ? sum : null;
  const startedAt = ctx.now().getTime();
  let shownAt = 0;
  return (rows) => {
    const now = ctx.now().getTime();
    if (now - shownAt < showEveryMs) return;
    shownAt = now;
    show(drawLine("Records", { done: rows, expected, elapsedMs: now - startedAt }));
  };
}

/** Calls `take` with each page, and waits for each call before the next. Resolves to the number of records. */
async function copyPages(
  file: Download,
  take: (bytes: Uint8Array) => Promise<void>,
  tell: Tell | undefined,
): Promise<number> {
  let rows = 0;
  for await (const page of file.pages) {
    await take(page.bytes);
    rows += page.rows;
    tell?.(rows);
  }
  return rows;
}

/** Resolves to undefined if the reader closed our output, as `| head` does. A closed output is no error. */
async function printPages(
  file: Download,
  { print }: Terminal,
  tell: Tell | undefined,
): Promise<number | undefined> {
  try {
    return await copyPages(file, print, tell);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EPIPE") return undefined;
    throw error;
  }
}

async function writeFile(file: Download, path: string, tell: Tell | undefined): Promise<number> {
  const partPath = `${path}.${randomUUID().slice(0, 8)}.part`;
  const part = await create(partPath);
  let isWhole = false;
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    void file.pages.return();
  };
  process.once("SIGINT", stop);
  try {
    const rows = await copyPages(file, (bytes) => part.appendFile(bytes), tell);
    if (isStopped) throw new AppError("CANCELLED", "The export was stopped. No file was written.");
    await part.sync();
    await part.close();
    await rename(partPath, path);
    isWhole = true;
    return rows;
  } finally {
    process.off("SIGINT", stop);
    if (!isWhole) {
      await part.close();
      await rm(partPath, { force: true });
    }
  }
}

async function create(path: string): Promise<FileHandle> {
  try {
    return await openFile(path, "wx", 0o600);
  } catch {
    throw new UsageError("The file of --out cannot be created.");
  }
}
