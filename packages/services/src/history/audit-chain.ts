/** Checks the chain of the audit. The result names each entry that was changed, removed or moved. */
import { createHash } from "node:crypto";
import type { AuditLine, ChainedLine } from "@churned/db/history";

/** One defect of the chain. `at` is the number of the entry; null for a line without an entry. */
export interface ChainDefect {
  readonly kind: "changed" | "missing" | "moved" | "unchained" | "cut";
  readonly at: number | null;
  readonly detail: string;
}

/** The number of an entry of the chain, and its hash in hex. The log and the command line write `<number>:<hash>`. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** The hash of an entry. The function app.hash_audit_line of the database computes the same hash. */
function hashAuditLine(previous: Buffer, line: AuditLine): Buffer {
  const fields: readonly (readonly [string, string | null])[] = [
    ["id", line.id],
    ["tenant_id", line.tenantId],
    ["at", line.at.toISOString()],
    ["actor_kind", line.actorKind],
    ["actor", line.actor],
    ["action", line.action],
    ["subject_id", line.subjectId],
    ["reason", line.reason],
    ["request_id", line.requestId],
    ["address", line.address],
    ["device", line.device],
  ];
  const hash = createHash("sha256").update(previous);
  for (const [name, value] of fields)
    if (value !== null) hash.update(`${name}:${Buffer.byteLength(value)}:${value}\n`);
  return hash.digest();
}

interface ChangedLine extends ChainedLine {
  readonly line: AuditLine;
}

/** The number of changed lines among which an exchanged line is sought. */
const comparedMax = 200;

export interface ChainChecker {
  /** Takes the next entries, in the order of their numbers. */
  readonly take: (entries: readonly ChainedLine[]) => void;
  /** All defects so far, in the order of the entries. */
  readonly finish: () => ChainDefect[];
  readonly head: () => ChainHead;
}

/** Checks entries in their order. Keeps only the last entry and the entries with a defect in memory. */
export function createChainChecker(): ChainChecker {
  const defects: ChainDefect[] = [];
  const changed: ChangedLine[] = [];
  let seq = 0;
  let hash: Buffer = Buffer.alloc(0);

  function take({ entry, line }: ChainedLine): void {
    // The database numbers entries from 1, so only its owner can have added this entry.
    if (entry.seq < 1) {
      const detail = `the line ${entry.auditId} has an entry before the first entry of the chain`;
      defects.push({ kind: "unchained", at: entry.seq, detail });
      return;
    }
    const isNext = entry.seq === seq + 1;
    if (!isNext) {
      const last = entry.seq - 1;
      const which = last === seq + 1 ? `entry ${last} is` : `entries ${seq + 1} to ${last} are`;
      defects.push({ kind: "missing", at: seq + 1, detail: `${which} not in the chain` });
    } else if (!entry.previous.equals(hash))
      defects.push({
        kind: "moved",
        at: entry.seq,
        detail: `entry ${entry.seq} was written after another entry than entry ${seq}`,
      });
    if (line === null)
      defects.push({
        kind: "missing",
        at: entry.seq,
        detail: `the line ${entry.auditId} of entry ${entry.seq} is gone`,
      });
    else if (!hashAuditLine(entry.previous, line).equals(entry.hash)) changed.push({ entry, line });
    [seq, hash] = [entry.seq, entry.hash];
  }

  /** An entry whose hash fits the line of another entry was exchanged with the line of that entry. */
  function explain({ entry, line }: ChangedLine): ChainDefect {
    const { seq: at, previous } = entry;
    const fits = (one: AuditLine, id: string): boolean =>
      hashAuditLine(previous, { ...one, id }).equals(entry.hash);
    // Either the entries exchanged their lines, or the lines exchanged their content.
    const other = changed
      .slice(0, comparedMax)
      .find((one) => fits(one.line, one.line.id) || fits(one.line, entry.auditId));
    if (other === undefined || other.entry.seq === at)
      return { kind: "changed", at, detail: `the line ${line.id} of entry ${at} was changed` };
    return {
      kind: "moved",
      at,
      detail: `entry ${at} was written for the line that is now at entry ${other.entry.seq}`,
    };
  }

  return {
    take: (entries) => entries.forEach(take),
    finish: () =>
      [...defects, ...changed.map(explain)].toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0)),
    head: () => ({ seq, hash: hash.toString("hex") }),
  };
}
