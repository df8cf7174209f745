/** What every worker does by the clock, one worker at a time. Each is small, finds its work in the tables, and may be cut off anywhere. */
import {
  addFact,
  asOperator,
  claimDueConnections,
  destroyCredential,
  listExpiredCredentials,
  listOverdueChecks,
  listOverdueNotifications,
  listOverdueSyncs,
  lockConnection,
  supersedeCheck,
} from "@churned/db";
import { candidateTtlMs, retiringTtlMs } from "@churned/domain";
import { openScheduledCheck } from "./check/create-check.ts";
import type { ServiceContext } from "./context.ts";

const batch = 200;
/** A due connection whose check is not concluded comes back after this. */
const claimMs = 10 * 60_000;
/** A hint is taken for lost when its work is overdue by this. */
const overdueMs = 1_000;

const before = (ctx: ServiceContext, ms: number): Date => new Date(ctx.now().getTime() - ms);

/** Opens the checks of connections that are due; how many. */
export async function sweepDueConnections(ctx: ServiceContext): Promise<number> {
  const ids = await asOperator(ctx.db, ctx.actor, async (tx) => {
    const now = ctx.now();
    const due = await claimDueConnections(tx, {
      now,
      until: new Date(now.getTime() + claimMs),
      limit: batch,
    });
    const opened: string[] = [];
    for (const connection of due) {
      const id = await openScheduledCheck(ctx, tx, connection);
      if (id !== undefined) opened.push(id);
    }
    return opened;
  });
  for (const id of ids) await ctx.hints.hint("check", id);
  return ids.length;
}

/** Gives new hints for work whose hint was lost: the queue was emptied, or a worker died. How many. */
export async function reconcile(ctx: ServiceContext): Promise<number> {
  const request = { dueBefore: before(ctx, overdueMs), now: ctx.now(), limit: batch };
  const overdue = await asOperator(ctx.db, ctx.actor, async (tx) => ({
    check: await listOverdueChecks(tx, request),
    sync: await listOverdueSyncs(tx, request),
    notify: await listOverdueNotifications(tx, request),
  }));
  for (const queue of ["check", "sync", "notify"] as const)
    for (const id of overdue[queue]) await ctx.hints.hint(queue, id);
  return overdue.check.length + overdue.sync.length + overdue.notify.length;
}

/** Destroys candidates that never worked and tokens that were replaced long ago; how many. */
export async function destroyExpiredTokens(ctx: ServiceContext): Promise<number> {
  const expired = await asOperator(ctx.db, ctx.actor, (tx) =>
    listExpiredCredentials(tx, {
      candidatesBefore: before(ctx, candidateTtlMs),
      retiringBefore: before(ctx, retiringTtlMs),
      limit: batch,
    }),
  );
  for (const credential of expired)
    await asOperator(ctx.db, ctx.actor, async (tx) => {
      const connection = await lockConnection(tx, credential.connectionId);
      if (connection === undefined) return;
      await supersedeCheck(tx, credential.id, { at: ctx.now() });
      await destroyCredential(tx, credential.id, ctx.now());
      await addFact(tx, connection, { kind: "token_destroyed", why: "expired" });
    });
  return expired.length;
}
