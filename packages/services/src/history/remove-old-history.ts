import { asOperator } from "@churned/db/client";
import { removeOldChecks, removeOldNotifications, removeOldSyncs } from "@churned/db/history";
import { historyTtlMs } from "@churned/domain/history";
import type { ServiceContext } from "../context/context.ts";
import { timeBefore } from "../context/context.ts";

/** Deletes old checks, syncs and notifications, except rows that are still needed. Returns the number of rows. */
export async function removeOldHistory(ctx: ServiceContext): Promise<number> {
  const request = { doneBefore: timeBefore(ctx, historyTtlMs), limit: 1_000 };
  let removed = 0;
  for (const remove of [removeOldChecks, removeOldSyncs, removeOldNotifications])
    removed += await asOperator(ctx.db, ctx.actor, (tx) => remove(tx, request));
  return removed;
}
