/**
 * Records that are too large to come two at a time. What stands where is asked for by ids alone, two rows in one answer,
 * so that they are neighbours; each of them that is new then comes by itself. One that is too large even so is set
 * aside under its id, and the stream goes on behind it.
 */
import type { LandedPage, PageToLand, StreamRow } from "@churned/db/sync";
import { repairText } from "@churned/domain/shared";
import { PlanhatError, PlanhatUnexpectedAnswerError } from "@churned/planhat-client";
import type { PlanhatRecord } from "@churned/planhat-client";
import type { ActiveClient } from "../token/open-credential.ts";
import type { PageMemory } from "../context/page-memory.ts";
import { oneByOneRows } from "./paging.ts";

/** For rows of which only ids and times are asked. */
const idsMaxBytes = 500_000;

/** What is asked, and in which order. */
export interface OneByOne {
  readonly offset: number;
  readonly sort: string;
  /** Of these records alone. */
  readonly where?: Readonly<Record<string, boolean>>;
  /** What tells when a record changed, where there is such a field. */
  readonly timeField: string | undefined;
  readonly signal: AbortSignal;
  readonly attemptTimeoutMs: number;
  readonly timeoutMs: number;
}

/** A part of a page that is landed in a transaction of its own; with the last one the stream moves on. */
export interface PagePart extends Pick<PageToLand, "bytes" | "known" | "tooLarge"> {
  readonly isLast: boolean;
  /** What this part and those before it came to. Throws where it is not what was asked for. */
  readonly sumUp: (landed: LandedPage) => LandedPage;
}

/** True where an answer had more bytes than it might. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof PlanhatError && error.reason === "too_large";
}

const nothing = new TextEncoder().encode("[]");

/** Reads a page of two rows one by one and has each landed by `land`. Throws the client's error, or what `land` throws. */
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
    const sumUp = (landed: LandedPage): LandedPage => {
      // The list changed between the answers, so nobody knows what stands beside what.
      if (id !== undefined && landed.skipped === 0 && landed.tailId !== id)
        throw makeMovedError(model, client.host);
      return add(before, landed);
    };
    const isLast = at >= rows.length - 1;
    const isRead = at >= from;
    const leave = isRead ? await memory.take(memory.maxBytes, asked.signal) : () => undefined;
    try {
      const limits = { offset: offset + at, limit: 1, maxBytes: memory.maxBytes };
      const bytes = isRead
        ? await readOne(() => client.pageBytes(model, { ...asked, ...limits }))
        : nothing;
      const isKnown = !isRead && rows.length > 0;
      const known = rows.slice(0, bytes === undefined || isKnown ? at + 1 : at);
      before = await land(
        bytes === undefined
          ? { bytes: nothing, known, tooLarge: id ?? "", isLast, sumUp }
          : { bytes, known, isLast, sumUp },
        oneByOneRows,
      );
    } finally {
      leave();
    }
  }
}

/** The record's bytes; undefined where they are too many. */
async function readOne(ask: () => Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isTooLarge(error)) return undefined;
    throw error;
  }
}

/** Where the rows begin that this pass has not landed: those that it has stand before them, in either order. */
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
