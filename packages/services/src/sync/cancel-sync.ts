import { asOperator, notifyChange } from "@churned/db/client";
import { lockConnection } from "@churned/db/connection";
import { addAudit, addFact } from "@churned/db/history";
import { findSync, requestCancel } from "@churned/db/sync";
import { AppError, notFound } from "@churned/domain/shared";
import type { ResponseOf } from "@churned/domain/wire";
import { awaitStopped, findBudgets } from "../budget/await-stopped.ts";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";
import { presentSync } from "../present/present-sync.ts";

/**
 * Cancels a sync. The sync stops before its next page. After the function has resolved, no call starts. Landed (stored)
 * data stays.
 */
export async function cancelSync(
  ctx: ServiceContext,
  input: { readonly id: string; readonly reason: string },
): Promise<ResponseOf<"cancelSync">> {
  requireOperator(ctx);
  const sync = await asOperator(ctx.db, ctx.actor, async (tx) => {
    const found = await findSync(tx, input.id);
    if (found === undefined) throw notFound("sync");
    // The worker that has claimed the sync sets the time of its next attempt under the same lock.
    await lockConnection(tx, found.connectionId);
    if (!(await requestCancel(tx, found.id, ctx.now())))
      throw new AppError("CONFLICT", "This sync is over.");
    const { tenantId, connectionId } = found;
    const { reason } = input;
    const fact = { kind: "sync_cancel_asked", syncId: found.id, reason } as const;
    if (found.cancelRequestedAt === null) addFact(tx, { id: connectionId, tenantId }, fact);
    addAudit(tx, {
      tenantId,
      action: "sync.cancel",
      subjectId: found.id,
      reason,
      request: ctx.request,
    });
    notifyChange(tx, { topic: "sync", id: found.id, connectionId, tenantId });
    return (await findSync(tx, found.id)) ?? found;
  });
  await ctx.hints.hint("sync", sync.id);
  await awaitStopped(ctx, await findBudgets(ctx, sync.connectionId));
  return presentSync(sync);
}
