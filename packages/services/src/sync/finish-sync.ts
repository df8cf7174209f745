import type { Tx } from "@churned/db/client";
import type { ArchivedList, SyncWithStreams } from "@churned/db/sync";
import { notifyChange } from "@churned/db/client";
import { findConnection, setFreshAt } from "@churned/db/connection";
import { addFact } from "@churned/db/history";
import {
  endStreams,
  forgetUnread,
  saveWatermark,
  scheduleSync,
  updateSync,
} from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import { listLabels } from "@churned/domain/plan";
import { concludeSync, retryFailedSyncMs } from "@churned/domain/sync";
import { refineView } from "./refine-view.ts";
import { countSyncAsCheck } from "./count-sync.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { catalogueFields } from "./catalogue-fields.ts";
import { provenCap } from "./paging.ts";

function learnedOf({ state, isUnconfirmed }: Partial<ArchivedList>) {
  if (state === "read") return isUnconfirmed === true ? undefined : "listed";
  return state === "shown" || state === "ignored" || state === "refused" ? state : undefined;
}

/**
 * Ends a sync with the result of its streams, or with `ending` if it is given. The caller must have locked the
 * connection.
 */
export async function finishSync(
  ctx: WorkerContext,
  tx: Tx,
  sync: SyncWithStreams,
  ending: { readonly state?: "cancelled" | "failed"; readonly reason?: string },
): Promise<void> {
  const at = ctx.now();
  const connection = await findConnection(tx, sync.connectionId);
  const streams = sync.streams.map((stream) => ({
    ...stream,
    isRequired: connection?.plan[stream.model] === "required",
  }));
  const state = ending.state ?? concludeSync(streams);
  const missing = streams
    .filter((stream) => stream.state === "denied" || stream.state === "failed")
    .map(({ model }) => model);
  const failureNotes = new Set(
    sync.streams.filter((one) => one.state === "failed").map((one) => one.note),
  );
  const [failureNote] = failureNotes;
  const reason =
    ending.reason ??
    (missing.length > 0
      ? `${listLabels(missing)} could not be read.${failureNotes.size === 1 && failureNote != null ? ` ${failureNote}` : ""}`
      : undefined);
  if (ending.state !== undefined) endStreams(tx, sync.id, ending.state, at);
  if (
    !(await updateSync(tx, sync.id, {
      state,
      doneAt: at,
      leaseUntil: null,
      reason: reason ?? null,
    }))
  )
    return;
  const owner = { connectionId: sync.connectionId, tenantId: sync.tenantId };
  // A cancelled sync may have read another Planhat than the current Planhat of the connection.
  const read = sync.streams.filter((one) => state !== "cancelled" && one.state === "succeeded");
  for (const stream of read)
    saveWatermark(tx, {
      ...owner,
      model: stream.model,
      watermark: stream.newest,
      seenAt: at,
      readAt: stream.isOrdered ? (stream.startedAt ?? at) : null,
      pageCap: provenCap(stream.paging),
      isSortProven: stream.paging.isSortProven === true,
      archived: learnedOf(stream.archived ?? {}),
      full:
        stream.mode === "full"
          ? { fullAt: stream.startedAt ?? at, records: stream.fetched }
          : undefined,
    });
  forgetUnread(
    tx,
    sync.connectionId,
    read.map(({ model }) => model),
  );
  const isGood = state === "succeeded" || state === "succeeded_with_gaps";
  // The data is as old as the start of the sync.
  if (isGood) await setFreshAt(tx, sync.connectionId, sync.startedAt ?? at);
  if (state === "succeeded") await countSyncAsCheck(ctx, tx, sync.connectionId);
  const isRead = (model: ModelName): boolean =>
    sync.streams.some((stream) => stream.model === model && stream.state === "succeeded");
  if (isRead("customfield")) await catalogueFields(ctx, tx, { syncId: sync.id, ...owner });
  if (isGood && isRead("company") && isRead("enduser"))
    await refineView(ctx, tx, sync.connectionId);
  if (connection !== undefined) {
    const everyMs = connection.incrementalEveryMinutes * 60_000;
    // Repeat a failed sync sooner. Repeat a cancelled sync at its usual time.
    const delayMs = state === "failed" ? Math.min(everyMs, retryFailedSyncMs) : everyMs;
    const spread = 0.95 + ctx.random() / 10;
    await scheduleSync(tx, sync.connectionId, new Date(at.getTime() + delayMs * spread));
  }
  const changed = sync.streams.reduce((total, one) => total + one.inserted + one.updated, 0);
  // A sync runs every hour. So the timeline shows only full syncs, and syncs that changed data or failed.
  if (sync.mode === "full" || changed > 0 || !isGood)
    addFact(
      tx,
      { id: sync.connectionId, tenantId: sync.tenantId },
      {
        kind: "sync_done",
        syncId: sync.id,
        state,
        records: sync.streams.reduce((total, { fetched }) => total + fetched, 0),
        ...(reason === undefined ? {} : { reason }),
      },
    );
  notifyChange(tx, { topic: "sync", id: sync.id, ...owner });
  notifyChange(tx, { topic: "connection", id: sync.connectionId, ...owner });
}
