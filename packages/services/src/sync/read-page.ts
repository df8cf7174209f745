/**
 * Reads one page: requests the page from Planhat, lands (stores) the page, and advances its stream (one model within
 * the sync).
 */
import type { Tx } from "@churned/db/client";
import type { LandedPage, PageOrder, StreamRow, SyncClaim } from "@churned/db/sync";
import { notifyChange, sendAlong, withTenant } from "@churned/db/client";
import {
  advanceStream,
  isRefusedText,
  landPage,
  landPageCarefully,
  markTailAbsent,
  readInFull,
  updateStream,
  updateSync,
} from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import { modelLabels } from "@churned/domain/plan";
import { models } from "@churned/planhat-client/models";
import type { ActiveClient } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { beginArchived } from "./learn-archived.ts";
import { findNewestChange } from "./find-newest.ts";
import { fullPassNotes } from "./full-pass-notes.ts";
import { mayBeWhole, nextStepById } from "./next-step-by-id.ts";
import { isEndless } from "./is-endless.ts";
import { nextStepByTime } from "./next-step-by-time.ts";
import { readWithinMemory, sizePage } from "../context/page-memory.ts";
import type { PagePart } from "./read-one-by-one.ts";
import { isTooLarge, readOneByOne } from "./read-one-by-one.ts";
import type { PageRange } from "./paging.ts";
import { mayEnd, provenCap } from "./paging.ts";
import { proveSort } from "./prove-sort.ts";
import { pageTimeouts } from "./page-timeouts.ts";
import { changeOf, countFruitlessPage } from "./claimed-sync.ts";

/**
 * The first page of an incremental pass (which reads only changes) is small, because usually only few records have
 * changed.
 */
const firstPageRows = 500;

/**
 * Requests and lands the next page of the stream. Throws the error of the client, or FencedError if the claim is lost.
 * In both cases nothing has landed.
 */
export async function readPage(
  ctx: WorkerContext,
  claim: SyncClaim,
  stream: StreamRow,
  active: ActiveClient,
  signal: AbortSignal,
): Promise<void> {
  const { model } = stream;
  const { pageMax, timestampField } = models[model];
  const isByTime = stream.mode === "incremental" && timestampField !== undefined;
  if (isByTime && stream.paging.unproven !== undefined) {
    await proveSort(ctx, claim, stream, timestampField, active, { signal, ...pageTimeouts });
    return;
  }
  const offset = stream.nextOffset;
  const rowsMax = isByTime && offset === 0 ? Math.min(firstPageRows, pageMax) : pageMax;
  const before =
    stream.mode === "full" && offset === 0 && stream.stepBack === 0
      ? { ...stream, ...(await findNewestChange(ctx, claim, stream, active, signal)) }
      : stream;
  const sortById = stream.paging.isSortRefused === true ? "" : "_id";
  const sort = isByTime ? `-${timestampField}` : sortById;
  const orderOf = (page: PageRange): PageOrder =>
    isByTime
      ? { by: "time", after: offset === 0 ? null : stream.lastId, timeField: timestampField }
      : {
          by: "id",
          after: stream.lastId,
          isFirst: offset === 0,
          mayBeWhole: mayBeWhole(stream, page),
          timeField: offset === 0 ? timestampField : undefined,
        };

  let bytesRead = 0;
  const land = async (part: PagePart, limit: number): Promise<LandedPage> => {
    bytesRead += part.bytes.byteLength;
    const page = { offset, limit };
    const requests = part.isLast ? active.takeCalls() : 0;
    const by = (how: typeof landPage): Promise<LandedPage> =>
      withTenant(ctx.db, ctx.actor, claim.tenantId, async (tx) => {
        const landed = part.addCounts(
          await how(tx, claim, { model, ...part, order: orderOf(page) }),
        );
        if (part.isLast)
          await advanceToNextPage(
            ctx,
            tx,
            claim,
            before,
            { ...page, bytes: bytesRead, requests },
            landed,
          );
        return landed;
      });
    try {
      return await by(landPage);
    } catch (error) {
      if (!isRefusedText(error)) throw error;
      ctx.log.warn(
        { syncId: claim.id, model, offset },
        "the database refuses text in a page; landing it record by record",
      );
      return await by(landPageCarefully);
    }
  };

  const asked = { offset, sort, signal, ...pageTimeouts };
  const oneByOne = { ...asked, timeField: timestampField };
  if (mayEnd(stream)) return await readOneByOne(ctx.pageMemory, active, stream, oneByOne, land);
  try {
    await readWithinMemory(
      ctx.pageMemory,
      sizePage(stream, rowsMax, ctx.pageMemory.maxBytes),
      signal,
      (size) => active.client.pageBytes(model, { ...asked, ...size }),
      (bytes, limit) => land({ bytes, isLast: true, addCounts: (landed) => landed }, limit),
    );
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    await readOneByOne(ctx.pageMemory, active, stream, oneByOne, land);
  }
}

/** A page as requested, with the number of its bytes and of the calls for it. */
interface FetchedPage extends PageRange {
  readonly bytes: number;
  readonly requests: number;
}

const readUnordered = (model: ModelName): string =>
  `${modelLabels[model]} did not come in the order asked for, so nobody can tell whether records were missed, and none was taken for deleted.`;

async function advanceToNextPage(
  ctx: WorkerContext,
  tx: Tx,
  claim: SyncClaim,
  stream: StreamRow,
  page: FetchedPage,
  landed: LandedPage,
): Promise<void> {
  const { model } = stream;
  const { bytes, requests } = page;
  const isByTime = stream.mode === "incremental";
  const next = isByTime ? nextStepByTime(stream, landed, page) : nextStepById(stream, landed, page);
  const step =
    !isByTime && (await isEndless(tx, claim, model, next, landed))
      ? { ...next, isDone: true }
      : next;
  if ("failure" in step) {
    updateStream(tx, claim.id, model, { moreRequests: requests });
    const paging = { cap: provenCap(stream.paging) };
    readInFull(tx, claim, model, {
      archived: beginArchived(model, null),
      note: fullPassNotes[step.failure](model),
      paging,
    });
  } else {
    const { progress, ...checkpoint } = step;
    const isProgress = progress === "advanced";
    const of = { landed, bytes, requests, at: ctx.now(), isProgress };
    advanceStream(tx, claim, model, { ...checkpoint, ...of });
    if (step.isDone && !step.isOrdered)
      updateStream(tx, claim.id, model, {
        moreNote: readUnordered(model),
      });
    // If the page is the whole list in another order, the landed records after its last id are not missing.
    const isInOrder = stream.isOrdered && landed.isOrdered && step.isOrdered;
    if (!isByTime && step.isDone && isInOrder && landed.hasMoreLanded)
      markTailAbsent(tx, claim, model, step.lastId);
    // Progress clears earlier failures. A page without progress counts as a failure.
    if (isProgress)
      sendAlong(
        tx,
        updateSync(tx, claim.id, {
          state: "running",
          attempt: 0,
          reason: null,
          progressAt: ctx.now(),
        }),
      );
    else if (progress === "none") countFruitlessPage(ctx, tx, claim, stream);
  }
  notifyChange(tx, changeOf(claim));
  if (landed.inserted + landed.updated > 0)
    notifyChange(tx, { ...changeOf(claim), topic: "records", id: claim.connectionId });
}
