/** Writes records to standard output or to a file. */
import { isModelName, type ModelName } from "@churned/domain/plan";
import { type ExportFormat, exportFormats } from "@churned/domain/record";
import { type ServiceContext } from "@churned/services/context";
import { countRecords, exportRecords } from "@churned/services/record";
import { findConnectionByName } from "../find-connection.ts";
import { drawLine, formatCount } from "../draw-line.ts";
import type { Command, Terminal } from "../run-cli.ts";
import { readArguments, UsageError } from "../usage.ts";
import { type Tell, writeDownload } from "../write-download.ts";

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
  const rows = await writeDownload(file, options.out, terminal, tell);
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
