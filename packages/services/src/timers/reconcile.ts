/** The reconciler finds work whose hint (a job in the queue) was lost. */
import { asOperator } from "@churned/db/client";
import { listOverdueNotifications } from "@churned/db/notification";
import { listOverdueSyncs } from "@churned/db/sync";
import { queueNames } from "@churned/queue";
import { timeBefore } from "../context/context.ts";
import type { WorkerContext } from "../context/worker-context.ts";

const batch = 100;
/** A lower priority than that of hints for work for which a person waits, which have no priority value. */
const priority = 10;

/** If a queue has more waiting hints than this, its overdue work is only late, and its hints are not lost. */
const waitingMax = 20;

/** If work is overdue by this time, its hint counts as lost. */
const overdueMs = 1_000;

/**
 * Sends new hints for work whose hint was lost because the queue was emptied or a worker died. Returns the number of
 * hints. A queue with many waiting hints is skipped, because its work is only late, and more hints would delay the work
 * further.
 */
export async function reconcile(ctx: WorkerContext): Promise<number> {
  const counts = await ctx.hints.counts();
  const lists = {
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
