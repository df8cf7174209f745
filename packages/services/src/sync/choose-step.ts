/** Chooses the stream of a sync whose next page is read. */
import type { Tx } from "@churned/db/client";
import type { StreamRow, SyncClaim, SyncWithStreams } from "@churned/db/sync";
import { notifyChange } from "@churned/db/client";
import { addFact } from "@churned/db/history";
import { updateStream } from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import { isOver, isStreamOver, streamAttemptsMax } from "@churned/domain/sync";
import type { ActiveClient } from "../token/open-credential.ts";
import { connectActive } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { finishSync } from "./finish-sync.ts";
import { isArchivedDue } from "./read-archived.ts";
import type { GivenAnswers, NeededAnswers } from "./settle-deletes.ts";
import { settleDeletes } from "./settle-deletes.ts";
import { changeOf } from "./claimed-sync.ts";

/** The stream whose next page is read, and the client for reading it. */
export interface Step {
  readonly sync: SyncWithStreams;
  readonly stream: StreamRow;
  readonly active: ActiveClient;
  /** True if the usual list of the stream was read to its end, and its archived records are read next. */
  readonly isArchived: boolean;
}

/**
 * Chooses the next step of the sync, and reports the start of the sync and of streams. Runs in one transaction for each
 * page.
 */
export async function chooseStep(
  ctx: WorkerContext,
  tx: Tx,
  claim: SyncClaim,
  found: {
    readonly sync: SyncWithStreams | undefined;
    readonly isFirst: boolean;
    readonly held: ActiveClient | undefined;
    readonly asked: GivenAnswers;
    /** The ids of notifications to operators are added to this list. */
    readonly notices: string[];
  },
): Promise<Step | NeededAnswers | "all_wait" | "settling" | "over"> {
  const { sync, isFirst, held, asked, notices } = found;
  if (sync === undefined || isOver(sync.state)) return "over";
  const end = async (ending: Parameters<typeof finishSync>[3]): Promise<"over"> => {
    await finishSync(ctx, tx, sync, ending);
    return "over";
  };
  if (sync.cancelRequestedAt !== null) return await end({ state: "cancelled" });
  const live = sync.streams.filter(({ state }) => !isStreamOver(state));
  if (sync.attempt > streamAttemptsMax)
    return await end({
      state: "failed",
      reason: "It was begun again too often, and no page came of it.",
    });
  const ready = chooseStream(live, ctx.now());
  // Archived records are read when the usual list of no stream can be read now.
  const archived = ready === undefined ? sync.streams.find(isArchivedDue) : undefined;
  const stream = ready ?? archived;
  if (stream === undefined)
    return live.length > 0 ? "all_wait" : await finishStreams(ctx, tx, claim, sync, asked, notices);
  if (isFirst) announceSyncStart(tx, claim, sync);
  const target = {
    connectionId: claim.connectionId,
    work: { kind: "sync", id: claim.id },
  } as const;
  const active = await connectActive(ctx, target, (work) => work(tx), held);
  if (active === undefined)
    return await end({
      state: "failed",
      reason: "The connection has no working token any more.",
    });
  if (stream.startedAt === null) announceStreamStart(ctx, tx, claim, stream.model);
  return { sync, stream, active, isArchived: archived !== undefined };
}

/** The next stream that need not wait. Streams with failures come last, so that they do not delay the other streams. */
function chooseStream(live: readonly StreamRow[], now: Date): StreamRow | undefined {
  return live
    .filter(({ waitingUntil }) => waitingUntil === null || waitingUntil <= now)
    .toSorted((a, b) => a.attempt - b.attempt || a.position - b.position)[0];
}

/** Ends a sync whose streams have all ended. First settles missing records in batches, then finishes the sync. */
async function finishStreams(
  ctx: WorkerContext,
  tx: Tx,
  claim: SyncClaim,
  sync: SyncWithStreams,
  asked: GivenAnswers,
  notices: string[],
): Promise<NeededAnswers | "settling" | "over"> {
  const settled = await settleDeletes(ctx, tx, claim, sync, asked, notices);
  notifyChange(tx, changeOf(claim));
  if (typeof settled !== "boolean") return settled;
  if (!settled) return "settling";
  await finishSync(ctx, tx, sync, {});
  return "over";
}

/**
 * Shows a stream as running from its first request on. Otherwise it would be shown as running only after its first
 * page.
 */
function announceStreamStart(ctx: WorkerContext, tx: Tx, claim: SyncClaim, model: ModelName): void {
  updateStream(tx, claim.id, model, { state: "running", startedAt: ctx.now() });
  notifyChange(tx, changeOf(claim));
}

function announceSyncStart(tx: Tx, claim: SyncClaim, sync: SyncWithStreams): void {
  if (sync.streams.some(({ startedAt, state }) => startedAt !== null || state !== "queued")) return;
  // If the first page fails, it is requested again, but the start is reported only once. Incremental syncs run every
  // hour, so the timeline shows only those that changed data.
  if (sync.attempt === 0 && sync.mode === "full")
    addFact(
      tx,
      { id: claim.connectionId, tenantId: claim.tenantId },
      { kind: "sync_started", syncId: claim.id, mode: sync.mode },
    );
  notifyChange(tx, changeOf(claim));
}
