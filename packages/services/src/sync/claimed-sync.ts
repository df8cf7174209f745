/**
 * Works on a claimed sync, and releases the claim: the sync continues at once, after a wait, or never. Every write in
 * this file checks the claim while the connection is locked.
 */
import type { Tx } from "@churned/db/client";
import { notifyChange, withTenant } from "@churned/db/client";
import type { StreamRow, SyncClaim, SyncWithStreams } from "@churned/db/sync";
import {
  FencedError,
  findSyncWithStreams,
  isSyncClaimValid,
  updateStream,
  updateSync,
} from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import { retryDelayMs } from "@churned/domain/shared";
import type { BudgetSpentError, WorkerContext } from "../context/worker-context.ts";
import { finishSync } from "./finish-sync.ts";
import type { Next } from "./wait-for-planhat.ts";
import { giveUp } from "./wait-for-planhat.ts";
import { streamAttemptsMax } from "@churned/domain/sync";

/** The change that is sent to the listeners when a claimed sync changed. */
export const changeOf = ({ id, connectionId, tenantId }: SyncClaim) =>
  ({ topic: "sync", id, connectionId, tenantId }) as const;

/**
 * Runs `work` in a transaction of the sync's tenant if the claim is still valid. `work` gets the current row of the
 * sync, or undefined if the data of the connection is gone. Throws FencedError if the claim is lost.
 */
export function withSyncClaim<T>(
  ctx: WorkerContext,
  claim: SyncClaim,
  work: (tx: Tx, sync: SyncWithStreams | undefined) => Promise<T>,
): Promise<T> {
  return withTenant(ctx.db, ctx.actor, claim.tenantId, async (tx) => {
    const [isValid, sync] = await Promise.all([
      isSyncClaimValid(tx, claim),
      findSyncWithStreams(tx, claim.id),
    ]);
    if (!isValid) throw new FencedError();
    return await work(tx, sync);
  });
}

/**
 * Handles a slice (a few pages of the sync) that failed. If another worker has claimed the sync, changes nothing.
 * Otherwise releases the sync for another attempt.
 */
export async function recover(
  ctx: WorkerContext,
  claim: SyncClaim,
  error: Error,
  isStopping: boolean,
): Promise<void> {
  try {
    if (error instanceof FencedError) throw error;
    if (isStopping) await releaseSync(ctx, claim, {});
    else await retryLater(ctx, claim, error);
  } catch (second) {
    if (!(second instanceof FencedError)) throw second;
    ctx.log.warn({ syncId: claim.id }, "another worker took over this sync; nothing was committed");
  }
}

/**
 * Handles a call that must wait for the budget of calls. This does not count as an attempt. If Planhat throttles one
 * model, the sync continues with the other models. If the budget of the connection is used up, the sync is released
 * until calls are free.
 */
export async function waitForBudget(
  ctx: WorkerContext,
  claim: SyncClaim,
  model: ModelName,
  spent: BudgetSpentError,
): Promise<Next> {
  const { isThrottled, retryAfterMs } = spent;
  return await withSyncClaim(ctx, claim, async (tx, sync) => {
    updateStream(tx, claim.id, model, {
      state: "waiting",
      waitingFor: isThrottled ? "Planhat's quota" : "its share of Planhat's quota",
      waitingUntil: new Date(ctx.now().getTime() + retryAfterMs),
    });
    if (isThrottled) return "continues";
    await release(ctx, tx, claim, sync, { delayMs: retryAfterMs });
    return { delayMs: retryAfterMs };
  });
}

/** Releases the sync until the first of its waiting streams may continue. */
export async function releaseUntilReady(ctx: WorkerContext, claim: SyncClaim): Promise<Next> {
  return await withSyncClaim(ctx, claim, async (tx, sync) => {
    const [next] = (sync?.streams ?? [])
      .filter(({ state, waitingUntil }) => state === "waiting" && waitingUntil !== null)
      .toSorted((a, b) => Number(a.waitingUntil) - Number(b.waitingUntil));
    const delayMs = Math.max(0, Number(next?.waitingUntil ?? 0) - ctx.now().getTime());
    const reason = next?.waitingFor == null ? {} : { reason: `Waiting for ${next.waitingFor}.` };
    await release(ctx, tx, claim, sync, { delayMs, ...reason });
    return { delayMs };
  });
}

interface ReleaseOptions {
  readonly delayMs?: number;
  readonly reason?: string;
  readonly attempt?: number;
}

/** Releases the sync, so that other syncs can run. It is claimed again when it is due. */
export async function releaseSync(
  ctx: WorkerContext,
  claim: SyncClaim,
  options: ReleaseOptions,
): Promise<void> {
  await withSyncClaim(ctx, claim, (tx, sync) => release(ctx, tx, claim, sync, options));
  await ctx.hints.hint("sync", claim.id, { delayMs: options.delayMs ?? 0 });
}

async function release(
  ctx: WorkerContext,
  tx: Tx,
  claim: SyncClaim,
  sync: SyncWithStreams | undefined,
  options: ReleaseOptions,
): Promise<void> {
  const { delayMs = 0, ...update } = options;
  // A cancelled sync must end at once, and not only at the end of its wait.
  const waitMs = sync?.cancelRequestedAt == null ? delayMs : 0;
  await updateSync(tx, claim.id, {
    state: waitMs > 0 ? "waiting" : "running",
    leaseUntil: null,
    nextAttemptAt: new Date(ctx.now().getTime() + waitMs),
    ...update,
  });
  notifyChange(tx, changeOf(claim));
}

/** Counts a page without progress as a failed attempt. After too many attempts, gives the stream up. */
export function countFruitlessPage(
  ctx: WorkerContext,
  tx: Tx,
  claim: SyncClaim,
  stream: StreamRow,
): void {
  const attempt = stream.attempt + 1;
  if (attempt > streamAttemptsMax)
    giveUp(ctx, tx, claim, stream, "Planhat's pages do not fit together.");
  else updateStream(tx, claim.id, stream.model, { attempt });
}

/**
 * Releases a sync after an error on our side. The waits grow with each attempt. After too many attempts, the sync
 * fails.
 */
async function retryLater(ctx: WorkerContext, claim: SyncClaim, error: Error): Promise<void> {
  ctx.log.error({ syncId: claim.id, err: error }, "a slice of a sync failed");
  const sync = await withSyncClaim(ctx, claim, (_tx, found) => Promise.resolve(found));
  if (sync === undefined) return;
  const attempt = sync.attempt + 1;
  if (attempt > streamAttemptsMax) {
    const reason = "Something on our side went wrong too often.";
    await withSyncClaim(ctx, claim, (tx) => finishSync(ctx, tx, sync, { state: "failed", reason }));
    return;
  }
  await releaseSync(ctx, claim, {
    attempt,
    delayMs: retryDelayMs(attempt, ctx.random()),
    reason: "Something on our side went wrong. It is tried again by itself.",
  });
}
