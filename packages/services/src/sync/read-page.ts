/**
 * One page, from Planhat to the records. Pages are ordered by `_id` and overlap by a row: the next page must begin
 * with the last row of the one before. Where it does not, rows before it were removed or skipped, and the stream goes
 * back until it meets a row that it knows, so that no row that was there throughout is missed.
 */
import type { LandedPage, StreamRow, SyncHold } from "@churned/db";
import {
  advanceStream,
  isRefusedText,
  landPage,
  landPageCarefully,
  notifyChange,
  updateSync,
  withTenant,
} from "@churned/db";
import type { PlanhatClient } from "@churned/planhat-client";
import { models } from "@churned/planhat-client/models";
import type { WorkerContext } from "../worker-context.ts";

/** Fetches and lands the stream's next page. Throws the client's error, or FencedError: then nothing was landed. */
export async function readPage(
  ctx: WorkerContext,
  hold: SyncHold,
  stream: StreamRow,
  client: PlanhatClient,
  signal: AbortSignal,
): Promise<void> {
  const { model } = stream;
  const limit = models[model].pageMax;
  const offset = stream.nextOffset;
  const bytes = await client.pageBytes(model, { offset, limit, sort: "_id", signal });

  const land = (how: typeof landPage): Promise<void> =>
    withTenant(ctx.db, ctx.actor, hold.tenantId, async (tx) => {
      const landed = await how(tx, hold, model, bytes, stream.lastId);
      const step = nextStep(stream, landed, { offset, limit });
      await advanceStream(tx, hold, model, {
        ...step,
        landed,
        bytes: bytes.byteLength,
        at: ctx.now(),
      });
      // Progress forgives earlier failures.
      await updateSync(tx, hold.id, { state: "running", attempt: 0, reason: null });
      const whose = { connectionId: hold.connectionId, tenantId: hold.tenantId };
      await notifyChange(tx, { topic: "sync", id: hold.id, ...whose });
      if (landed.inserted + landed.updated > 0)
        await notifyChange(tx, { topic: "records", id: hold.connectionId, ...whose });
    });

  try {
    await land(landPage);
  } catch (error) {
    if (!isRefusedText(error)) throw error;
    ctx.log.warn(
      { syncId: hold.id, model, offset },
      "a page holds text that the database refuses; landing it piece by piece",
    );
    await land(landPageCarefully);
  }
}

/** Where a stream goes on after a page. Pure. */
export function nextStep(
  stream: Pick<StreamRow, "lastId">,
  landed: LandedPage,
  page: { readonly offset: number; readonly limit: number },
): {
  readonly nextOffset: number;
  readonly lastId: string | null;
  readonly newlySeen: number;
  readonly isDone: boolean;
} {
  const { offset, limit } = page;
  const { lastId } = stream;
  const isShort = landed.fetched < limit;
  const missedSome =
    lastId !== null && offset > 0 && (landed.firstId === null || landed.firstId > lastId);
  if (missedSome)
    // Half a page back, and again until a known row is met; rows that are known land without being written.
    return {
      nextOffset: Math.max(0, offset - Math.ceil(limit / 2)),
      lastId,
      newlySeen: 0,
      isDone: false,
    };
  const reached =
    landed.lastId !== null && (lastId === null || landed.lastId > lastId) ? landed.lastId : lastId;
  return {
    nextOffset: isShort ? offset + landed.fetched : offset + landed.fetched - 1,
    lastId: reached,
    newlySeen: landed.newlySeen,
    isDone: isShort,
  };
}
