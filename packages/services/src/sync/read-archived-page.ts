/** Reads one page of the archived records of a model, with the same proof of completeness as for the usual list. */
import type { ArchivedList, LandedPage, StreamRow, SyncClaim } from "@churned/db/sync";
import { models } from "@churned/planhat-client/models";
import { readWithinMemory, sizePage } from "../context/page-memory.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import type { ActiveClient } from "../token/open-credential.ts";
import { isEndless } from "./is-endless.ts";
import { landPageSafely } from "./land-page-safely.ts";
import { nextStepById } from "./next-step-by-id.ts";
import type { Step } from "./next-step.ts";
import type { PageRange } from "./paging.ts";
import { mayEnd } from "./paging.ts";
import { pageTimeouts } from "./page-timeouts.ts";
import type { PagePart } from "./read-one-by-one.ts";
import { isTooLarge, readOneByOne } from "./read-one-by-one.ts";
import { withSyncClaim } from "./claimed-sync.ts";

/** After this many attempts in a row without progress, the list of archived records counts as incomplete. */
export const fruitlessMax = 8;

/**
 * Reads and lands (stores) the next page of the list, and stores where it continues. Throws the error of the client, or
 * FencedError if the claim is lost.
 */
export async function readArchivedPage(
  ctx: WorkerContext,
  claim: SyncClaim,
  from: {
    readonly stream: StreamRow;
    readonly list: ArchivedList;
    readonly sort: string;
    readonly where: Readonly<Record<string, boolean>>;
    readonly active: ActiveClient;
    readonly signal: AbortSignal;
  },
  save: (next: ArchivedList, landed: LandedPage, bytes: number) => Promise<void>,
): Promise<void> {
  const { stream, list, sort, where, active, signal } = from;
  const { model } = stream;
  const { offset, lastId } = list;
  const order = { by: "id", after: lastId, isFirst: offset === 0, provesNothing: true } as const;
  let bytesRead = 0;
  const land = async (
    { addCounts, isLast, ...part }: PagePart,
    limit: number,
  ): Promise<LandedPage> => {
    bytesRead += part.bytes.byteLength;
    const landed = addCounts(await landPageSafely(ctx, claim, { model, ...part, order }));
    if (!isLast) return landed;
    const step = stepOf(list, landed, { offset, limit });
    const isOver = await withSyncClaim(ctx, claim, (tx) =>
      isEndless(tx, claim, model, step, landed),
    );
    await save(nextArchived(list, isOver ? { ...step, isDone: true } : step), landed, bytesRead);
    return landed;
  };
  const asked = { offset, sort, where, signal, ...pageTimeouts };
  const oneByOne = { ...asked, timeField: undefined };
  const checkpoint = { ...checkpointOf(list), model, mode: "full", nextOffset: offset } as const;
  if (mayEnd(checkpoint))
    return await readOneByOne(ctx.pageMemory, active, checkpoint, oneByOne, land);
  const unknown = { mode: "full", bytes: 0, fetched: 0, expected: null } as const;
  try {
    await readWithinMemory(
      ctx.pageMemory,
      sizePage(unknown, models[model].pageMax, ctx.pageMemory.maxBytes),
      signal,
      (size) => active.client.pageBytes(model, { ...asked, ...size }),
      (bytes, limit) => land({ bytes, isLast: true, addCounts: (landed) => landed }, limit),
    );
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    await readOneByOne(ctx.pageMemory, active, checkpoint, oneByOne, land);
  }
}

/**
 * The checkpoint of the list in the form of a stream's checkpoint. The number of archived records is not known in
 * advance.
 */
function checkpointOf(list: ArchivedList) {
  const { lastId, records, isOrdered = true, stepBack = 0, paging = {} } = list;
  const unknown = { lastAt: null, newest: null, expected: null } as const;
  return { ...unknown, lastId, isOrdered, stepBack, paging, fetched: records };
}

/** The step that says where the list continues after a page. */
export function stepOf(list: ArchivedList, landed: LandedPage, page: PageRange): Step {
  return nextStepById(checkpointOf(list), landed, page);
}

/** The list after a step. A list without an order, or a list whose pages do not overlap, counts as incomplete. */
export function nextArchived(list: ArchivedList, step: Step): ArchivedList {
  const { nextOffset, lastId, newlySeen, isOrdered, stepBack, paging, isDone, progress } = step;
  const attempt = progress === "advanced" ? 0 : (list.attempt ?? 0) + 1;
  const isGivenUp = attempt > fruitlessMax || (isDone && !isOrdered);
  return {
    ...list,
    state: isGivenUp ? "failed" : isDone ? "read" : "reading",
    offset: nextOffset,
    lastId,
    records: list.records + newlySeen,
    isOrdered,
    stepBack,
    paging,
    attempt,
  };
}
