/**
 * The timers' work. One worker at a time runs each timer. Each run is small, finds its work in the tables, and can be
 * interrupted anywhere.
 */
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
import { checksPerDayMax, countChecksToday, evidenceTtlMs } from "@churned/domain/check";
import { historyTtlMs } from "@churned/domain/history";
import { candidateTtlMs, retiringTtlMs } from "@churned/domain/token";
import { queueNames } from "@churned/queue";
import { openScheduledChecks } from "../check/create-check.ts";
import type { ServiceContext } from "../context/context.ts";
import type { WorkerContext } from "../context/worker-context.ts";

const batch = 100;
/**
 * How many due connections one claim takes. It takes 5 ms among a million connections (proof `claim-due`, 2026-11-23).
 */
const claimBatch = 20;
/** One hint stands for this many checks. */
const checksPerHint = 5;
/** One sweep opens at most this many batches, so that other timers can run. */
const sweepsMax = 50;
/** A claimed connection whose check does not conclude is due again after this time. */
const claimMs = 10 * 60_000;
/** Lower priority than hints for people who wait, which have none. */
const priority = 10;
/** With more waiting hints than this, a queue's overdue work is only late; its hints are not lost. */
const waitingMax = 20;
/** A hint counts as lost when its work is overdue by this much. */
const overdueMs = 1_000;

const before = (ctx: ServiceContext, ms: number): Date => new Date(ctx.now().getTime() - ms);

/** Opens the checks of due connections, batch by batch. Returns how many. */
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
      // The daily limit counts every check of the connection, whoever requested it.
      const allowed = due.filter((one) => countChecksToday(one, now) < checksPerDayMax);
      return { claimed: due.length, ids: await openScheduledChecks(ctx, tx, allowed) };
    });
    // One hint is enough for several checks, because a worker that takes it claims all due checks.
    const hinted = ids.filter((_, index) => index % checksPerHint === 0);
    await Promise.all(hinted.map((id) => ctx.hints.hint("check", id, { priority })));
    opened += ids.length;
    if (claimed < claimBatch) break;
  }
  return opened;
}

/**
 * Sends new hints for work whose hint was lost because the queue was emptied or a worker died. Returns how many. A
 * queue with many waiting hints is skipped: its work is only late, and more hints would delay it further.
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

/**
 * Deletes the evidence (the requests to Planhat) of old checks. Returns how many checks. Their verdicts and probes
 * stay.
 */
export async function forgetOldEvidence(ctx: ServiceContext): Promise<number> {
  const request = { doneBefore: before(ctx, evidenceTtlMs), limit: 1_000 };
  return await asOperator(ctx.db, ctx.actor, (tx) => forgetEvidence(tx, request));
}

/** Deletes old checks, syncs and notifications, except those that are still needed. Returns how many rows. */
export async function removeOldHistory(ctx: ServiceContext): Promise<number> {
  const request = { doneBefore: before(ctx, historyTtlMs), limit: 1_000 };
  let removed = 0;
  for (const remove of [removeOldChecks, removeOldSyncs, removeOldNotifications])
    removed += await asOperator(ctx.db, ctx.actor, (tx) => remove(tx, request));
  return removed;
}

/** Destroys candidates that never worked, and tokens that were replaced long ago. Returns how many. */
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
      // Query again under the lock, because the candidate may have been promoted in between.
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
