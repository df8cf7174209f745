/**
 * Advances a sync by one slice: a few pages, then its turn is over, so that tenants take turns. A killed worker loses
 * at most the page it was fetching: page, checkpoint, counts and sequence are one transaction, and the next claim goes
 * on from there. Every commit names the claim's epoch, so a worker that was stopped and woke up again commits nothing.
 */
import type { SyncHold, SyncView } from "@churned/db";
import {
  addFact,
  asOperator,
  claimSync,
  extendSyncLease,
  FencedError,
  findSync,
  isSyncHeld,
  notifyChange,
  updateStream,
  updateSync,
  withTenant,
} from "@churned/db";
import type { Tx } from "@churned/db";
import type { ModelName } from "@churned/domain";
import { retryDelayMs } from "@churned/domain";
import type { PlanhatClient } from "@churned/planhat-client";
import { PlanhatError } from "@churned/planhat-client";
import { asError } from "../context.ts";
import { keepLease, leaseMs } from "../keep-lease.ts";
import { connectActive } from "../token/open-credential.ts";
import type { WorkerContext } from "../worker-context.ts";
import { BudgetSpentError } from "../worker-context.ts";
import { finishSync } from "./finish-sync.ts";
import { readPage } from "./read-page.ts";
import type { Next } from "./wait-for-planhat.ts";
import { attemptsMax, waitForPlanhat } from "./wait-for-planhat.ts";

/** A slice ends after this many pages, or this long. */
const slicePagesMax = 10;
const sliceMs = 3_000;
/** One slice's whole budget: a page that takes longer is given up and tried again. */
const sliceBudgetMs = 90_000;

/** Advances the sync `id`, if it is due and nobody else does. */
export async function advanceSync(
  ctx: WorkerContext,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const now = ctx.now();
  const hold = await asOperator(ctx.db, ctx.actor, (tx) =>
    claimSync(tx, id, { now, until: new Date(now.getTime() + leaseMs) }),
  );
  if (hold === undefined) return;
  try {
    const next = await keepLease(
      ctx,
      {
        renew: (until) =>
          withTenant(ctx.db, ctx.actor, hold.tenantId, (tx) => extendSyncLease(tx, hold, until)),
        budgetMs: sliceBudgetMs,
        signal,
      },
      (leased) => runSlice(ctx, hold, leased),
    );
    if (next === "goes_on") await yieldTurn(ctx, hold, {});
    // The row says how long; the hint only has to come then.
    else if (next !== "over") await ctx.hints.hint("sync", id, next);
  } catch (error) {
    await recover(ctx, hold, asError(error), signal.aborted);
  }
}

/** What a slice leaves behind that did not end well: nothing, where another worker took over; else a row to be tried again. */
async function recover(
  ctx: WorkerContext,
  hold: SyncHold,
  error: Error,
  isStopping: boolean,
): Promise<void> {
  try {
    if (error instanceof FencedError) throw error;
    if (isStopping) await yieldTurn(ctx, hold, {});
    else await retryLater(ctx, hold, error);
  } catch (second) {
    if (!(second instanceof FencedError)) throw second;
    ctx.log.warn({ syncId: hold.id }, "another worker took this sync over; nothing was committed");
  }
}

/** Runs `work` in a transaction of the sync's tenant, if the sync is still held. Throws FencedError where it is not. */
function whileHeld<T>(
  ctx: WorkerContext,
  hold: SyncHold,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return withTenant(ctx.db, ctx.actor, hold.tenantId, async (tx) => {
    if (!(await isSyncHeld(tx, hold))) throw new FencedError();
    return await work(tx);
  });
}

/** Reads pages until the slice, or the sync, is over. */
async function runSlice(ctx: WorkerContext, hold: SyncHold, signal: AbortSignal): Promise<Next> {
  const endsAt = ctx.now().getTime() + sliceMs;
  let client: PlanhatClient | undefined;
  for (let pages = 0; pages < slicePagesMax && ctx.now().getTime() < endsAt; pages += 1) {
    signal.throwIfAborted();
    const sync = await whileHeld(ctx, hold, (tx) => findSync(tx, hold.id));
    if (sync === undefined) return "over";
    if (sync.cancelRequestedAt !== null) {
      await whileHeld(ctx, hold, (tx) => finishSync(ctx, tx, sync, { state: "cancelled" }));
      return "over";
    }
    const stream = sync.streams.find(
      ({ state }) => state === "queued" || state === "running" || state === "waiting",
    );
    if (stream === undefined) {
      await whileHeld(ctx, hold, (tx) => finishSync(ctx, tx, sync, {}));
      return "over";
    }
    if (pages === 0) await sayStarted(ctx, hold, sync);
    // A token that was replaced meanwhile is taken at the next slice.
    client ??= await connectActive(ctx, hold.connectionId, (work) => whileHeld(ctx, hold, work));
    if (client === undefined) {
      await whileHeld(ctx, hold, (tx) =>
        finishSync(ctx, tx, sync, {
          state: "failed",
          reason: "The connection has no working token any more.",
        }),
      );
      return "over";
    }
    if (stream.startedAt === null) await sayStreamStarted(ctx, hold, stream.model);
    try {
      await readPage(ctx, hold, stream, client, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof BudgetSpentError) {
        await waitForBudget(ctx, hold, stream.model, error.retryAfterMs);
        return { delayMs: error.retryAfterMs };
      }
      if (!(error instanceof PlanhatError)) throw error;
      const next = await whileHeld(ctx, hold, async (tx) => {
        const now = await findSync(tx, hold.id);
        return await waitForPlanhat(ctx, tx, now ?? sync, stream, error);
      });
      if (next !== "goes_on") return next;
    }
  }
  return "goes_on";
}

/** A stream is shown as being read from its first request on, not only once its first page is here. */
async function sayStreamStarted(
  ctx: WorkerContext,
  hold: SyncHold,
  model: ModelName,
): Promise<void> {
  await whileHeld(ctx, hold, async (tx) => {
    await updateStream(tx, hold.id, model, { state: "running", startedAt: ctx.now() });
    await notifyChange(tx, {
      topic: "sync",
      id: hold.id,
      connectionId: hold.connectionId,
      tenantId: hold.tenantId,
    });
  });
}

async function sayStarted(ctx: WorkerContext, hold: SyncHold, sync: SyncView): Promise<void> {
  if (sync.streams.some(({ startedAt, state }) => startedAt !== null || state !== "queued")) return;
  await whileHeld(ctx, hold, async (tx) => {
    // Said once: the second attempt at a first page that was lost finds the connection's line already there.
    if (sync.attempt === 0)
      await addFact(
        tx,
        { id: hold.connectionId, tenantId: hold.tenantId },
        { kind: "sync_started", syncId: hold.id, mode: sync.mode },
      );
    await notifyChange(tx, {
      topic: "sync",
      id: hold.id,
      connectionId: hold.connectionId,
      tenantId: hold.tenantId,
    });
  });
}

/** The connection's own share of calls is used up: the turn goes to others, and no attempt is counted. */
async function waitForBudget(
  ctx: WorkerContext,
  hold: SyncHold,
  model: ModelName,
  delayMs: number,
): Promise<void> {
  await whileHeld(ctx, hold, async (tx) => {
    await updateStream(tx, hold.id, model, {
      state: "waiting",
      waitingFor: "its share of Planhat's quota",
    });
    await pass(ctx, tx, hold, { delayMs });
  });
}

interface Turn {
  readonly delayMs?: number;
  readonly reason?: string;
  readonly attempt?: number;
}

/** Gives the turn to others; the sync goes on when its turn comes again. */
async function yieldTurn(ctx: WorkerContext, hold: SyncHold, turn: Turn): Promise<void> {
  await whileHeld(ctx, hold, (tx) => pass(ctx, tx, hold, turn));
  await ctx.hints.hint("sync", hold.id, { delayMs: turn.delayMs ?? 0 });
}

async function pass(ctx: WorkerContext, tx: Tx, hold: SyncHold, turn: Turn): Promise<void> {
  const { delayMs = 0, ...rest } = turn;
  const sync = await findSync(tx, hold.id);
  // Whoever cancels does not wait for what the sync waits for.
  const waitMs = sync?.cancelRequestedAt == null ? delayMs : 0;
  await updateSync(tx, hold.id, {
    state: waitMs > 0 ? "waiting" : "running",
    leaseUntil: null,
    nextAttemptAt: new Date(ctx.now().getTime() + waitMs),
    ...rest,
  });
  await notifyChange(tx, {
    topic: "sync",
    id: hold.id,
    connectionId: hold.connectionId,
    tenantId: hold.tenantId,
  });
}

/** Something of ours went wrong in the slice: it is tried again, ever more slowly, and given up in words. */
async function retryLater(ctx: WorkerContext, hold: SyncHold, error: Error): Promise<void> {
  ctx.log.error({ syncId: hold.id, err: error }, "a slice of a sync failed");
  const sync = await whileHeld(ctx, hold, (tx) => findSync(tx, hold.id));
  if (sync === undefined) return;
  const attempt = sync.attempt + 1;
  if (attempt > attemptsMax) {
    const reason = "Something on our side went wrong too often.";
    await whileHeld(ctx, hold, (tx) => finishSync(ctx, tx, sync, { state: "failed", reason }));
    return;
  }
  await yieldTurn(ctx, hold, {
    attempt,
    delayMs: retryDelayMs(attempt, ctx.random()),
    reason: "Something on our side went wrong. It is tried again by itself.",
  });
}
