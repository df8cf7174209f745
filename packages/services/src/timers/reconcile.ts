/** The reconciler: finds work whose hint was lost. */
import { listOverdueChecks } from "@churned/db/check";
import { asOperator } from "@churned/db/client";
import { listOverdueNotifications } from "@churned/db/notification";
import { listOverdueSyncs } from "@churned/db/sync";
import { queueNames } from "@churned/queue";
import { timeBefore } from "../context/context.ts";
import type { WorkerContext } from "../context/worker-context.ts";

const batch = 100;
/** Lower priority than hints for people who wait, which have none. */
const priority = 10;

/** With more waiting hints than this, a queue's overdue work is only late; its hints are not lost. */
const waitingMax = 20;

/** A hint counts as lost when its work is overdue by this much. */
const overdueMs = 1_000;

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
    const request = { dueBefore: timeBefore(ctx, overdueMs), now: ctx.now(), limit: batch };
    const ids = await asOperator(ctx.db, ctx.actor, (tx) => lists[queue](tx, request));
    for (const id of ids) await ctx.hints.hint(queue, id, { priority });
    hinted += ids.length;
  }
  return hinted;
}
