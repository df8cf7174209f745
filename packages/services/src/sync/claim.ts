/**
 * Whose turn it is: holding a sync, and giving its turn back, to go on at once, after a wait, or not at all. Every
 * write here is made while the sync is held, under its connection's lock.
 */
import type { Tx } from "@churned/db/client";
import type { StreamRow, SyncClaim, SyncWithStreams } from "@churned/db/sync";
import { notifyChange, withTenant } from "@churned/db/client";
import {
  FencedError,
  findSyncWithStreams,
  isSyncHeld,
  updateStream,
  updateSync,
} from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import { retryDelayMs } from "@churned/domain/check";
import type { BudgetSpentError, WorkerContext } from "../context/worker-context.ts";
import { attemptsMax } from "./attempts.ts";
import { finishSync } from "./finish-sync.ts";
import type { Next } from "./wait-for-planhat.ts";
import { giveUp } from "./wait-for-planhat.ts";

/** What is told when a held sync changed. */
export const changeOf = ({ id, connectionId, tenantId }: SyncClaim) =>
  ({ topic: "sync", id, connectionId, tenantId }) as const;

/**
 * Runs `work` in a transaction of the sync's tenant, if the sync is still held, with the sync as it is now: undefined
 * where its connection's data is gone. Throws FencedError where it is not held.
 */
export function whileHeld<T>(
  ctx: WorkerContext,
  claim: SyncClaim,
  work: (tx: Tx, sync: SyncWithStreams | undefined) => Promise<T>,
): Promise<T> {
  return withTenant(ctx.db, ctx.actor, claim.tenantId, async (tx) => {
    const [isHeld, sync] = await Promise.all([
      isSyncHeld(tx, claim),
      findSyncWithStreams(tx, claim.id),
    ]);
    if (!isHeld) throw new FencedError();
    return await work(tx, sync);
  });
}

/** What a slice leaves behind that did not end well: nothing, where another worker took over; else a row to be tried again. */
export async function recover(
  ctx: WorkerContext,
  claim: SyncClaim,
  error: Error,
  isStopping: boolean,
): Promise<void> {
  try {
    if (error instanceof FencedError) throw error;
    if (isStopping) await yieldToOthers(ctx, claim, {});
    else await retryLater(ctx, claim, error);
  } catch (second) {
    if (!(second instanceof FencedError)) throw second;
    ctx.log.warn({ syncId: claim.id }, "another worker took this sync over; nothing was committed");
  }
}

/**
 * A call may not be made now: no attempt is counted. Where Planhat asked to wait with this model, the others go on; where
 * the connection's own share of calls is used up, the turn goes to other connections.
 */
export async function waitForBudget(
  ctx: WorkerContext,
  claim: SyncClaim,
  model: ModelName,
  spent: BudgetSpentError,
): Promise<Next> {
  const { isThrottled, retryAfterMs } = spent;
  return await whileHeld(ctx, claim, async (tx, sync) => {
    updateStream(tx, claim.id, model, {
      state: "waiting",
      waitingFor: isThrottled ? "Planhat's quota" : "its share of Planhat's quota",
      waitingUntil: new Date(ctx.now().getTime() + retryAfterMs),
    });
    if (isThrottled) return "goes_on";
    await pass(ctx, tx, claim, sync, { delayMs: retryAfterMs });
    return { delayMs: retryAfterMs };
  });
}

/** Gives the turn to others until a stream that waits may be read again. */
export async function rest(ctx: WorkerContext, claim: SyncClaim): Promise<Next> {
  return await whileHeld(ctx, claim, async (tx, sync) => {
    const [next] = (sync?.streams ?? [])
      .filter(({ state, waitingUntil }) => state === "waiting" && waitingUntil !== null)
      .toSorted((a, b) => Number(a.waitingUntil) - Number(b.waitingUntil));
    const delayMs = Math.max(0, Number(next?.waitingUntil ?? 0) - ctx.now().getTime());
    const reason = next?.waitingFor == null ? {} : { reason: `Waiting for ${next.waitingFor}.` };
    await pass(ctx, tx, claim, sync, { delayMs, ...reason });
    return { delayMs };
  });
}

interface Turn {
  readonly delayMs?: number;
  readonly reason?: string;
  readonly attempt?: number;
}

/** Gives the turn to others; the sync goes on when its turn comes again. */
export async function yieldToOthers(
  ctx: WorkerContext,
  claim: SyncClaim,
  turn: Turn,
): Promise<void> {
  await whileHeld(ctx, claim, (tx, sync) => pass(ctx, tx, claim, sync, turn));
  await ctx.hints.hint("sync", claim.id, { delayMs: turn.delayMs ?? 0 });
}

async function pass(
  ctx: WorkerContext,
  tx: Tx,
  claim: SyncClaim,
  sync: SyncWithStreams | undefined,
  turn: Turn,
): Promise<void> {
  const { delayMs = 0, ...update } = turn;
  // Whoever cancels does not wait for what the sync waits for.
  const waitMs = sync?.cancelRequestedAt == null ? delayMs : 0;
  await updateSync(tx, claim.id, {
    state: waitMs > 0 ? "waiting" : "running",
    leaseUntil: null,
    nextAttemptAt: new Date(ctx.now().getTime() + waitMs),
    ...update,
  });
  notifyChange(tx, changeOf(claim));
}

/** A page that brought the stream no further is an attempt: pages that do not fit together are given up in words. */
export function noProgress(ctx: WorkerContext, tx: Tx, claim: SyncClaim, stream: StreamRow): void {
  const attempt = stream.attempt + 1;
  if (attempt > attemptsMax) giveUp(ctx, tx, claim, stream, "Planhat's pages do not fit together.");
  else updateStream(tx, claim.id, stream.model, { attempt });
}

/** Something of ours went wrong in the slice: it is tried again, ever more slowly, and given up in words. */
async function retryLater(ctx: WorkerContext, claim: SyncClaim, error: Error): Promise<void> {
  ctx.log.error({ syncId: claim.id, err: error }, "a slice of a sync failed");
  const sync = await whileHeld(ctx, claim, (_tx, found) => Promise.resolve(found));
  if (sync === undefined) return;
  const attempt = sync.attempt + 1;
  if (attempt > attemptsMax) {
    const reason = "Something on our side went wrong too often.";
    await whileHeld(ctx, claim, (tx) => finishSync(ctx, tx, sync, { state: "failed", reason }));
    return;
  }
  await yieldToOthers(ctx, claim, {
    attempt,
    delayMs: retryDelayMs(attempt, ctx.random()),
    reason: "Something on our side went wrong. It is tried again by itself.",
  });
}
