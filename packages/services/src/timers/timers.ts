/** What every worker does by the clock, one worker at a time. Each is small, finds its work in the tables, and may be cut off anywhere. */
import { forgetEvidence, listOverdueChecks, supersedeCheck } from "@churned/db/check";
import { asOperator, notifyChange } from "@churned/db/client";
import { claimDueConnections, lockConnection, updateConnection } from "@churned/db/connection";
import {
  addFact,
  removeOldChecks,
  removeOldNotifications,
  removeOldSyncs,
} from "@churned/db/history";
import { listOverdueNotifications } from "@churned/db/notification";
import { listOverdueSyncs } from "@churned/db/sync";
import { destroyCredential, findCredentialInSlot, listExpiredCredentials } from "@churned/db/token";
import {
  candidateTtlMs,
  checksPerDayMax,
  countChecksToday,
  evidenceTtlMs,
  historyTtlMs,
  retiringTtlMs,
} from "@churned/domain/check";
import { queueNames } from "@churned/queue";
import { openScheduledChecks } from "../check/create-check.ts";
import type { ServiceContext } from "../context/context.ts";
import type { WorkerContext } from "../context/worker-context.ts";

const batch = 100;
/** Due connections are claimed so many at once: within 5 ms among a million (proof `claim-due`, 2026-11-23). */
const claimBatch = 20;
/** Checks that one hint stands for. */
const checksPerHint = 5;
/** Batches that one sweep opens before others have their turn. */
const sweepsMax = 50;
/** A due connection whose check is not concluded comes back after this. */
const claimMs = 10 * 60_000;
/** Behind the hints of people who wait, which have none. */
const priority = 10;
/** With more hints than this in a queue, its overdue work is waiting for its turn and not lost. */
const waitingMax = 20;
/** A hint is taken for lost when its work is overdue by this. */
const overdueMs = 1_000;

const before = (ctx: ServiceContext, ms: number): Date => new Date(ctx.now().getTime() - ms);

/** Opens the checks of connections that are due, batch by batch; how many. */
export async function sweepDueConnections(ctx: ServiceContext): Promise<number> {
  let opened = 0;
  for (let round = 0; round < sweepsMax; round += 1) {
    const { ids, claimed } = await asOperator(ctx.db, ctx.actor, async (tx) => {
      const now = ctx.now();
      const due = await claimDueConnections(tx, {
        now,
        until: new Date(now.getTime() + claimMs),
        limit: claimBatch,
      });
      // Whoever asked for this check, a day has so many and no more.
      const allowed = due.filter((one) => countChecksToday(one, now) < checksPerDayMax);
      return { claimed: due.length, ids: await openScheduledChecks(ctx, tx, allowed) };
    });
    // Whoever looks claims all that is due: a few hints are enough, for as many workers as there may be.
    const hinted = ids.filter((_, index) => index % checksPerHint === 0);
    await Promise.all(hinted.map((id) => ctx.hints.hint("check", id, { priority })));
    opened += ids.length;
    if (claimed < claimBatch) break;
  }
  return opened;
}

/**
 * Gives new hints for work whose hint was lost: the queue was emptied, or a worker died. How many. A queue in which
 * hints wait has lost nothing that matters yet, and is left alone: hinting what is only late would bury it.
 */
export async function reconcile(ctx: WorkerContext): Promise<number> {
  const counts = await ctx.hints.counts();
  const lists = {
    check: listOverdueChecks,
    sync: listOverdueSyncs,
    notify: listOverdueNotifications,
  };
  let hinted = 0;
  for (const queue of queueNames) {
    if (counts[queue].waiting > waitingMax) continue;
    const request = { dueBefore: before(ctx, overdueMs), now: ctx.now(), limit: batch };
    const ids = await asOperator(ctx.db, ctx.actor, (tx) => lists[queue](tx, request));
    for (const id of ids) await ctx.hints.hint(queue, id, { priority });
    hinted += ids.length;
  }
  return hinted;
}

/** Forgets what old checks sent to Planhat; how many checks. Their verdicts and matrices stay. */
export async function forgetOldEvidence(ctx: ServiceContext): Promise<number> {
  const request = { doneBefore: before(ctx, evidenceTtlMs), limit: 1_000 };
  return await asOperator(ctx.db, ctx.actor, (tx) => forgetEvidence(tx, request));
}

/** Removes checks, syncs and notifications of long ago, but what is still asked for; how many rows. */
export async function removeOldHistory(ctx: ServiceContext): Promise<number> {
  const request = { doneBefore: before(ctx, historyTtlMs), limit: 1_000 };
  let removed = 0;
  for (const remove of [removeOldChecks, removeOldSyncs, removeOldNotifications])
    removed += await asOperator(ctx.db, ctx.actor, (tx) => remove(tx, request));
  return removed;
}

/** Destroys candidates that never worked and tokens that were replaced long ago; how many. */
export async function destroyExpiredTokens(ctx: ServiceContext): Promise<number> {
  const limits = {
    candidatesBefore: before(ctx, candidateTtlMs),
    retiringBefore: before(ctx, retiringTtlMs),
    limit: batch,
  };
  const expired = await asOperator(ctx.db, ctx.actor, (tx) => listExpiredCredentials(tx, limits));
  let destroyed = 0;
  for (const { id, connectionId } of expired)
    await asOperator(ctx.db, ctx.actor, async (tx) => {
      const connection = await lockConnection(tx, connectionId);
      if (connection === undefined) return;
      // Looked at again under the lock: a candidate may have been promoted meanwhile.
      const [credential] = await listExpiredCredentials(tx, { ...limits, id });
      if (credential === undefined) return;
      await supersedeCheck(tx, id, { at: ctx.now() });
      destroyCredential(tx, id, ctx.now());
      destroyed += 1;
      const why = credential.slot === "candidate" ? "expired" : "replaced";
      const fact = { kind: "token_destroyed", why } as const;
      const hasActive = (await findCredentialInSlot(tx, connectionId, "active")) !== undefined;
      const needsSomeone =
        connection.state === "needs_customer" || connection.state === "needs_operator";
      if (!hasActive && needsSomeone)
        await updateConnection(tx, connectionId, {
          state: "awaiting_token",
          at: ctx.now(),
          nextCheckAt: null,
          attemptsInARow: 0,
          inconclusive: null,
          inconclusiveHost: null,
          inconclusiveSince: null,
          fact,
        });
      else addFact(tx, connection, fact);
      notifyChange(tx, {
        topic: "connection",
        id: connectionId,
        connectionId,
        tenantId: connection.tenantId,
      });
    });
  return destroyed;
}
