/**
 * Advances a sync by one slice: a few pages, after which other syncs may run. Page, checkpoint, counts and sequence are
 * committed in one transaction, and the next claim continues there. So if the worker is killed, at most the page that
 * it is reading is lost. Every commit checks the epoch (the fencing token) of the claim, so a worker that was suspended
 * and resumes later commits nothing.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { SyncClaim } from "@churned/db/sync";
import { asOperator, withTenant } from "@churned/db/client";
import { chooseDueSync, claimSync, extendSyncLease } from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import { PlanhatError } from "@churned/planhat-client";
import { asError } from "../context/context.ts";
import { keepLease, leaseMs } from "../context/keep-lease.ts";
import type { ActiveClient } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { BudgetSpentError } from "../context/worker-context.ts";
import { askLean } from "./ask-lean.ts";
import { askMissing } from "./ask-missing.ts";
import { readArchived } from "./read-archived.ts";
import { readPage } from "./read-page.ts";
import type { GivenAnswers } from "./settle-deletes.ts";
import { fairPauseMs } from "../context/fair-pause.ts";
import {
  recover,
  releaseUntilReady,
  waitForBudget,
  withSyncClaim,
  releaseSync,
} from "./claimed-sync.ts";
import type { Next } from "./wait-for-planhat.ts";
import { isOutage, waitForPlanhat } from "./wait-for-planhat.ts";
import { chooseStep } from "./choose-step.ts";

/** A slice ends after this number of pages, or after this time. */
const slicePagesMax = 10;
const sliceMs = 3_000;
/** The time limit of one slice. A page that takes longer is aborted and requested again. */
const sliceBudgetMs = 90_000;

/**
 * Advances the next sync, if one is due. The rows decide which sync is next, not the order of the hints (the jobs in
 * the queue). So a sync whose hint was lost waits no longer than other syncs.
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
    // The row says when the sync is due. The hint only has to arrive at that time.
    else if (next !== "over") await ctx.hints.hint("sync", claim.id, next);
  } catch (error) {
    await recover(ctx, claim, asError(error), signal.aborted);
  } finally {
    ctx.pageMemory.readers.delete(claim.id);
  }
}

/**
 * If this many models fail one after another, the trouble is with Planhat and not with the models. Then all streams
 * wait.
 */
const failuresMax = 2;

/** Reads pages until the slice or the sync ends. */
async function runSlice(ctx: WorkerContext, claim: SyncClaim, signal: AbortSignal): Promise<Next> {
  let endsAt = ctx.now().getTime() + sliceMs;
  let active: ActiveClient | undefined;
  let asked: GivenAnswers = {};
  const failing = new Set<ModelName>();
  for (let pages = 0; pages < slicePagesMax && ctx.now().getTime() < endsAt; pages += 1) {
    signal.throwIfAborted();
    // Connect for each page, so that a token that was replaced in the meantime is not used again.
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
      // Start the slice again, so that the answer is used now. Otherwise the next slice would have to ask again.
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
          // The list of the stream was read already, and only its archived records are missing. So the stream itself
          // does not wait.
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
