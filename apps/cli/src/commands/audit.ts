/** The commands of the audit. */
import { Instant } from "@churned/domain/wire";
import { exportAudit, verifyAudit } from "@churned/services/history";
import { formatCount } from "../draw-line.ts";
import type { Command } from "../run-cli.ts";
import { readArguments, UsageError } from "../usage.ts";
import { writeDownload } from "../write-download.ts";

/** Checks the chain of the audit. Prints each entry that was changed, removed or moved, and the head of the chain. */
export const runAuditVerify: Command = async (args, { say }, open) => {
  const { options } = readArguments(args, [], { head: "text" });
  const known = readHead(options.head);
  const { defects, head } = await verifyAudit((await open()).as(), known);
  for (const { kind, detail } of defects) say(`${kind}: ${detail}`);
  const lines = head.seq === 1 ? "entry" : "entries";
  say(`${formatCount(head.seq)} ${lines}. Head: ${head.seq}:${head.hash}`);
  if (defects.length === 0) return 0;
  say(`${formatCount(defects.length)} ${defects.length === 1 ? "defect" : "defects"}.`);
  return 1;
};

function readHead(text: string | undefined): { seq: number; hash: string } | undefined {
  if (text === undefined) return undefined;
  const [, seq, hash] = /^(\d{1,15}):([\da-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new UsageError("--head must have the form that this command prints: NUMBER:HASH.");
  return { seq: Number(seq), hash };
}

/** Writes the lines of the audit in a range of time as NDJSON. */
export const runAuditExport: Command = async (args, terminal, open) => {
  const { options } = readArguments(args, [], { from: "text", to: "text", out: "text" });
  const range = { from: readInstant(options.from, "from"), to: readInstant(options.to, "to") };
  const file = await exportAudit((await open()).as(), range);
  const rows = await writeDownload(file, options.out, terminal);
  if (rows === undefined) return 1;
  if (options.out !== undefined)
    terminal.complain(`${formatCount(rows)} ${rows === 1 ? "line" : "lines"} → ${options.out}`);
  return 0;
};

function readInstant(text: string | undefined, name: string): string | undefined {
  if (text === undefined) return undefined;
  const instant = Instant.safeParse(text);
  if (!instant.success)
    throw new UsageError(`--${name} must be a time in UTC, for example 2026-11-30T00:00:00Z.`);
  return instant.data;
}
