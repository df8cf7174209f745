/**
 * Reads records that are too large for a page of two records. One call requests the ids of two neighbouring rows. Each
 * of these rows that is new is then read alone. A record that is too large even alone is set aside (stored separately,
 * with its id), and the stream continues after it.
 */
import type { LandedPage, PageToLand, StreamRow } from "@churned/db/sync";
import { repairText } from "@churned/domain/shared";
import { PlanhatError, PlanhatUnexpectedAnswerError } from "@churned/planhat-client";
import type { PlanhatRecord } from "@churned/planhat-client";
import type { ActiveClient } from "../token/open-credential.ts";
import type { PageMemory } from "../context/page-memory.ts";
import { oneByOneRows } from "./paging.ts";

/** The limit in bytes for an answer with only ids and times. */
const idsMaxBytes = 500_000;

/** The rows to request, and their order. */
export interface OneByOne {
  readonly offset: number;
  readonly sort: string;
  /** If set, restricts the list to records with these values. */
  readonly where?: Readonly<Record<string, boolean>>;
  /** The field with the time of a record's last change, if the model has one. */
  readonly timeField: string | undefined;
  readonly signal: AbortSignal;
  readonly attemptTimeoutMs: number;
  readonly timeoutMs: number;
}

/** A part of a page that lands (is stored) in its own transaction. The last part also advances the stream. */
export interface PagePart extends Pick<PageToLand, "bytes" | "known" | "tooLarge"> {
  readonly isLast: boolean;
  /**
   * Adds the counts of this part to the counts of the earlier parts. Throws if another record came than the requested
   * record.
   */
  readonly addCounts: (landed: LandedPage) => LandedPage;
}

/** Whether an answer exceeded its limit in bytes. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof PlanhatError && error.reason === "too_large";
}

const nothing = new TextEncoder().encode("[]");

/** Reads a page of two rows one by one, and lands each row with `land`. Throws the error of the client or of `land`. */
export async function readOneByOne(
  memory: PageMemory,
  { client }: Pick<ActiveClient, "client">,
  stream: Pick<StreamRow, "model" | "lastId" | "mode" | "isOrdered">,
  { offset, timeField, ...asked }: OneByOne,
  land: (part: PagePart, limit: number) => Promise<LandedPage>,
): Promise<void> {
  const { model } = stream;
  const rows = await client.page(model, {
    ...asked,
    offset,
    limit: oneByOneRows,
    select: ["_id", ...(timeField === undefined ? [] : [timeField])],
    maxBytes: idsMaxBytes,
  });
  const from = findFirstNew(rows, stream);
  let before: LandedPage | undefined;
  for (
    let at = Math.min(from, Math.max(0, rows.length - 1));
    at === 0 || at < rows.length;
    at += 1
  ) {
    const id = idOf(rows[at]);
    const addCounts = (landed: LandedPage): LandedPage => {
      // The list changed between the calls, so these rows may not be neighbours.
      if (id !== undefined && landed.skipped === 0 && landed.tailId !== id)
        throw makeMovedError(model, client.host);
      return add(before, landed);
    };
    const isLast = at >= rows.length - 1;
    // If the list of ids is empty or has no new row, no record is read, because the answers could contradict each
    // other. An empty part is then landed.
    const isRead = at >= from && rows.length > 0;
    const leave = isRead ? await memory.take(memory.maxBytes, asked.signal) : () => undefined;
    try {
      const limits = { offset: offset + at, limit: 1, maxBytes: memory.maxBytes };
      const bytes = isRead
        ? await readOne(() => client.pageBytes(model, { ...asked, ...limits }))
        : nothing;
      const isKnown = !isRead;
      const known = rows.slice(0, bytes === undefined || isKnown ? at + 1 : at);
      before = await land(
        bytes === undefined
          ? { bytes: nothing, known, tooLarge: id ?? "", isLast, addCounts }
          : { bytes, known, isLast, addCounts },
        oneByOneRows,
      );
    } finally {
      leave();
    }
  }
}

/** The bytes of the record; undefined if they exceed the limit. */
async function readOne(ask: () => Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isTooLarge(error)) return undefined;
    throw error;
  }
}

/** The index of the first row that this pass has not landed. In both orders, landed rows come before new rows. */
function findFirstNew(
  rows: readonly PlanhatRecord[],
  { lastId, mode, isOrdered }: Pick<StreamRow, "lastId" | "mode" | "isOrdered">,
): number {
  if (lastId === null || !isOrdered) return 0;
  if (mode === "incremental") return rows.findIndex((row) => idOf(row) === lastId) + 1;
  const at = rows.findIndex((row) => (idOf(row) ?? "") > lastId);
  return at < 0 ? rows.length : at;
}

function add(before: LandedPage | undefined, last: LandedPage): LandedPage {
  if (before === undefined) return last;
  const sum = (
    key: "newlySeen" | "inserted" | "updated" | "unchanged" | "skipped" | "repaired" | "absent",
  ) => before[key] + last[key];
  return {
    ...last,
    newlySeen: sum("newlySeen"),
    inserted: sum("inserted"),
    updated: sum("updated"),
    unchanged: sum("unchanged"),
    skipped: sum("skipped"),
    repaired: sum("repaired"),
    absent: sum("absent"),
  };
}

function idOf(row: PlanhatRecord | undefined): string | undefined {
  const id = row?.["_id"];
  return typeof id === "string" && id !== "" ? repairText(id) : undefined;
}

function makeMovedError(model: StreamRow["model"], host: string): PlanhatUnexpectedAnswerError {
  const details = { model, host, durationMs: 0, attempts: 1, reason: "not_sorted" } as const;
  return new PlanhatUnexpectedAnswerError("Records moved while they were read one by one", details);
}
