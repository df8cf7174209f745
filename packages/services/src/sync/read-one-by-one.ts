/**
 * Reads records that are too large to come two at a time. One call asks for the ids of two neighbouring rows. Each new
 * one of them is then read alone. A record that is too large even alone is set aside with its id, and the stream
 * continues after it.
 */
import type { LandedPage, PageToLand, StreamRow } from "@churned/db/sync";
import { repairText } from "@churned/domain/shared";
import { PlanhatError, PlanhatUnexpectedAnswerError } from "@churned/planhat-client";
import type { PlanhatRecord } from "@churned/planhat-client";
import type { ActiveClient } from "../token/open-credential.ts";
import type { PageMemory } from "../context/page-memory.ts";
import { oneByOneRows } from "./paging.ts";

/** The limit for an answer with only ids and times. */
const idsMaxBytes = 500_000;

/** What to ask for, and in which order. */
export interface OneByOne {
  readonly offset: number;
  readonly sort: string;
  /** Restricts the list to these records. */
  readonly where?: Readonly<Record<string, boolean>>;
  /** The model's field for the time of change, if it has one. */
  readonly timeField: string | undefined;
  readonly signal: AbortSignal;
  readonly attemptTimeoutMs: number;
  readonly timeoutMs: number;
}

/** A part of a page that lands in its own transaction. The last part advances the stream. */
export interface PagePart extends Pick<PageToLand, "bytes" | "known" | "tooLarge"> {
  readonly isLast: boolean;
  /** Adds this part's counts to those of the earlier parts. Throws if another record came than was requested. */
  readonly addCounts: (landed: LandedPage) => LandedPage;
}

/** Whether an answer exceeded its limit of bytes. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof PlanhatError && error.reason === "too_large";
}

const nothing = new TextEncoder().encode("[]");

/**
 * Reads a page of two rows one by one, and lands each with `land`. Throws the client's error, or what `land` throws.
 */
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
    // Where no id is listed, no record is read: the answers would contradict each other. Nothing ends or goes on by it.
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

/** The record's bytes; undefined if they exceed the limit. */
async function readOne(ask: () => Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isTooLarge(error)) return undefined;
    throw error;
  }
}

/** The index of the first row that this pass has not landed; the landed ones come before it in either order. */
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
