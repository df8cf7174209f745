/**
 * Advances a sync by one slice: a few pages, after which other syncs may run. If the worker is killed, at most the page
 * being fetched is lost: page, checkpoint, counts and sequence are committed in one transaction, and the next claim
 * continues there. Every commit checks the claim's epoch, so a worker that was suspended and wakes up later commits
 * nothing.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Tx } from "@churned/db/client";
import type { StreamRow, SyncClaim, SyncWithStreams } from "@churned/db/sync";
import { asOperator, notifyChange, withTenant } from "@churned/db/client";
import { addFact } from "@churned/db/history";
import { chooseDueSync, claimSync, extendSyncLease, updateStream } from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import { isOver, isStreamOver } from "@churned/domain/sync";
import { PlanhatError } from "@churned/planhat-client";
import { asError } from "../context/context.ts";
import { keepLease, leaseMs } from "../context/keep-lease.ts";
import type { ActiveClient } from "../token/open-credential.ts";
import { connectActive } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { BudgetSpentError } from "../context/worker-context.ts";
import { attemptsMax } from "./attempts.ts";
import { askLean } from "./ask-lean.ts";
import { askMissing } from "./ask-missing.ts";
import { finishSync } from "./finish-sync.ts";
import { isArchivedDue, readArchived } from "./read-archived.ts";
import { readPage } from "./read-page.ts";
import type { GivenAnswers, NeededAnswers } from "./settle-deletes.ts";
import { settleDeletes } from "./settle-deletes.ts";
import { fairPauseMs } from "../context/fair-pause.ts";
import {
  changeOf,
  recover,
  releaseUntilReady,
  waitForBudget,
  withSyncClaim,
  releaseSync,
} from "./claim.ts";
import type { Next } from "./wait-for-planhat.ts";
import { isOutage, waitForPlanhat } from "./wait-for-planhat.ts";

/** A slice ends after this many pages, or after this time. */
const slicePagesMax = 10;
const sliceMs = 3_000;
/** The time limit for one slice. A page that takes longer is aborted and tried again. */
const sliceBudgetMs = 90_000;

/**
 * Advances the sync that is next in fair scheduling, if one is due. The rows decide which is next, not the order of the
 * hints. So a sync whose hint was lost waits no longer than others.
 */
export async function advanceSync(ctx: WorkerContext, signal: AbortSignal): Promise<void> {
  const now = ctx.now();
  const claim = await asOperator(ctx.db, ctx.actor, async (tx) => {
    const id = await chooseDueSync(tx, now);
    if (id === undefined) return undefined;
    return await claimSync(tx, id, { now, until: new Date(now.getTime() + leaseMs) });
  });
  if (claim === undefined) return;
  try {
    const next = await keepLease(
      ctx,
      {
        renew: (until) =>
          withTenant(ctx.db, ctx.actor, claim.tenantId, (tx) => extendSyncLease(tx, claim, until)),
        budgetMs: sliceBudgetMs,
        signal,
      },
      (leased) => runSlice(ctx, claim, leased),
    );
    if (next === "continues") await releaseSync(ctx, claim, {});
    // The row says when the sync is due; the hint must only arrive then.
    else if (next !== "over") await ctx.hints.hint("sync", claim.id, next);
  } catch (error) {
    await recover(ctx, claim, asError(error), signal.aborted);
  } finally {
    ctx.pageMemory.readers.delete(claim.id);
  }
}

/** If this many models fail one after another, Planhat has the trouble, not the models: then all wait. */
const failuresMax = 2;

/** Reads pages until the slice or the sync ends. */
async function runSlice(ctx: WorkerContext, claim: SyncClaim, signal: AbortSignal): Promise<Next> {
  let endsAt = ctx.now().getTime() + sliceMs;
  let active: ActiveClient | undefined;
  let asked: GivenAnswers = {};
  const failing = new Set<ModelName>();
  for (let pages = 0; pages < slicePagesMax && ctx.now().getTime() < endsAt; pages += 1) {
    signal.throwIfAborted();
    // Connect for each page, so that a token replaced in between is not used again.
    const notices: string[] = [];
    const step = await withSyncClaim(ctx, claim, (tx, now) =>
      chooseStep(ctx, tx, claim, { sync: now, isFirst: pages === 0, held: active, asked, notices }),
    );
    for (const id of notices) await ctx.hints.hint("notify", id);
    if (step === "over") return "over";
    if (step === "settling") continue;
    if (step === "all_wait") return await releaseUntilReady(ctx, claim);
    if (step === "ask_lean" || "askMissing" in step) {
      try {
        asked =
          step === "ask_lean"
            ? { ...asked, lean: await askLean(ctx, claim, active, signal) }
            : { ...asked, byId: await askMissing(ctx, claim, step.askMissing, active, signal) };
      } catch (error) {
        if (signal.aborted || !(error instanceof BudgetSpentError)) throw error;
        // All streams have ended, so no stream waits for this answer.
        await releaseSync(ctx, claim, { delayMs: error.retryAfterMs });
        return "over";
      }
      // Start the slice again, so that this answer is used now and not asked for again in the next slice.
      endsAt = ctx.now().getTime() + sliceMs;
      pages = 0;
      continue;
    }
    const { sync, stream } = step;
    active = step.active;
    ctx.pageMemory.readers.set(
      claim.id,
      sync.streams.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    const startedAt = performance.now();
    try {
      if (step.isArchived) {
        const delayMs = await readArchived(ctx, claim, stream, active, signal);
        if (delayMs > 0) {
          await releaseSync(ctx, claim, { delayMs });
          return "over";
        }
      } else await readPage(ctx, claim, stream, active, signal);
      failing.clear();
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof BudgetSpentError) {
        if (step.isArchived) {
          // The stream's own list is read, so the stream itself does not wait.
          await releaseSync(ctx, claim, { delayMs: error.retryAfterMs });
          return "over";
        }
        const next = await waitForBudget(ctx, claim, stream.model, error);
        if (next !== "continues") return next;
        continue;
      }
      if (!(error instanceof PlanhatError)) throw error;
      const requests = active.takeCalls();
      const next = await withSyncClaim(ctx, claim, (tx, now) =>
        waitForPlanhat(ctx, tx, now ?? sync, stream, { error, requests }),
      );
      if (next !== "continues") return next;
      if (isOutage(error.kind)) failing.add(stream.model);
      if (failing.size >= failuresMax) return await releaseUntilReady(ctx, claim);
    }
    const pauseMs = fairPauseMs(ctx.pageMemory.readers, claim.id, performance.now() - startedAt);
    if (pauseMs > 0) await pause(pauseMs, undefined, { signal });
  }
  return "continues";
}

/** The stream whose next page to read, and the client to read it with. */
interface Step {
  readonly sync: SyncWithStreams;
  readonly stream: StreamRow;
  readonly active: ActiveClient;
  /** True if the stream's own list is read, and its archived records are next. */
  readonly isArchived: boolean;
}

/** Chooses the sync's next step, and announces starts, in one transaction for each page. */
async function chooseStep(
  ctx: WorkerContext,
  tx: Tx,
  claim: SyncClaim,
  found: {
    readonly sync: SyncWithStreams | undefined;
    readonly isFirst: boolean;
    readonly held: ActiveClient | undefined;
    readonly asked: GivenAnswers;
    /** Receives the ids of notifications to operators. */
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
  if (sync.attempt > attemptsMax)
    return await end({
      state: "failed",
      reason: "It was begun again too often, and no page came of it.",
    });
  const ready = chooseStream(live, ctx.now());
  // Archived records are read while no stream's own list can be read.
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

/** The next stream that need not wait. Streams with failures come last, so that they do not delay the others. */
function chooseStream(live: readonly StreamRow[], now: Date): StreamRow | undefined {
  return live
    .filter(({ waitingUntil }) => waitingUntil === null || waitingUntil <= now)
    .toSorted((a, b) => a.attempt - b.attempt || a.position - b.position)[0];
}

/** Ends a sync whose streams have all ended: first settles missing records in batches, then finishes the sync. */
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

/** Shows a stream as running from its first request on, not only from its first page. */
function announceStreamStart(ctx: WorkerContext, tx: Tx, claim: SyncClaim, model: ModelName): void {
  updateStream(tx, claim.id, model, { state: "running", startedAt: ctx.now() });
  notifyChange(tx, changeOf(claim));
}

function announceSyncStart(tx: Tx, claim: SyncClaim, sync: SyncWithStreams): void {
  if (sync.streams.some(({ startedAt, state }) => startedAt !== null || state !== "queued")) return;
  // A lost first page is attempted again, but the start is announced only once. Incremental syncs run every hour,
  // so the timeline shows only those that changed something.
  if (sync.attempt === 0 && sync.mode === "full")
    addFact(
      tx,
      { id: claim.connectionId, tenantId: claim.tenantId },
      { kind: "sync_started", syncId: claim.id, mode: sync.mode },
    );
  notifyChange(tx, changeOf(claim));
}
