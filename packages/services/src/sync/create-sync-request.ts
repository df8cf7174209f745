import { notifyChange, withTenant } from "@churned/db/client";
import { findConnection, lockConnection } from "@churned/db/connection";
import { addAudit, addFact } from "@churned/db/history";
import { findLiveSync, insertSyncRequest } from "@churned/db/sync";
import { AppError, notFound } from "@churned/domain/shared";
import type { ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireCustomer } from "../context/context.ts";
import { queueSyncRequestMail } from "../notification/queue-notifications.ts";

/**
 * The button "Notify Churned": requests the first sync, and tells the operators. As long as a request waits, no second
 * request is made.
 */
export async function createSyncRequest(
  ctx: ServiceContext,
  input: { readonly id: string },
): Promise<ResponseOf<"createSyncRequest">> {
  const actor = requireCustomer(ctx);
  const request = await withTenant(ctx.db, actor, actor.tenantId, async (tx) => {
    await lockConnection(tx, input.id);
    const connection = await findConnection(tx, input.id);
    if (connection === undefined) throw notFound("connection");
    if (connection.state !== "connected")
      throw new AppError(
        "CONFLICT",
        "Connect Planhat first: syncing can begin once the token works.",
      );
    if ((await findLiveSync(tx, connection.id)) !== undefined)
      throw new AppError("CONFLICT", "A sync is under way already.");
    const { tenantId } = connection;
    const { id, isNew } = await insertSyncRequest(tx, {
      tenantId,
      connectionId: connection.id,
      requestedBy: actor.userId,
    });
    if (!isNew) return { id, notificationIds: [] };
    addFact(tx, connection, { kind: "sync_requested", syncRequestId: id });
    addAudit(tx, {
      tenantId,
      action: "sync_request.create",
      subjectId: id,
      request: ctx.request,
    });
    const notificationIds = await queueSyncRequestMail(ctx, tx, connection, id);
    notifyChange(tx, {
      topic: "sync_request",
      id,
      connectionId: connection.id,
      tenantId,
    });
    return { id, notificationIds };
  });
  for (const notificationId of request.notificationIds)
    await ctx.hints.hint("notify", notificationId);
  return { id: request.id };
}
