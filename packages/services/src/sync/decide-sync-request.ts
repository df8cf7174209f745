import type { Tx } from "@churned/db/client";
import type { SyncRequestView } from "@churned/db/sync";
import { asOperator, notifyChange } from "@churned/db/client";
import { lockConnection } from "@churned/db/connection";
import { addAudit, addFact } from "@churned/db/history";
import { decideSyncRequest, findSyncRequest } from "@churned/db/sync";
import { AppError, notFound } from "@churned/domain/shared";
import type { ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator, userIdOf } from "../context/context.ts";
import { queueDeclinedMail } from "../notification/queue-notifications.ts";
import { presentSyncRequest } from "../present/present-sync.ts";
import { openSync } from "./open-sync.ts";

/** Approves a sync request, which starts a full sync. A second approval returns the same sync. */
export async function approveSyncRequest(
  ctx: ServiceContext,
  input: { readonly id: string },
): Promise<ResponseOf<"approveSyncRequest">> {
  requireOperator(ctx);
  const syncId = await asOperator(ctx.db, ctx.actor, async (tx) => {
    const request = await findAndLock(tx, input.id);
    if (request.state === "approved" && request.syncId !== null) return request.syncId;
    const connection = await lockConnection(tx, request.connectionId);
    if (connection === undefined) throw notFound("connection");
    const sync = await openSync(tx, connection, "full");
    await decide(ctx, tx, request, { state: "approved", syncId: sync.id });
    addFact(tx, connection, {
      kind: "sync_approved",
      syncRequestId: request.id,
      syncId: sync.id,
    });
    return sync.id;
  });
  await ctx.hints.hint("sync", syncId);
  return { syncId };
}

/** Declines a sync request, with a reason that the customer sees. */
export async function declineSyncRequest(
  ctx: ServiceContext,
  input: { readonly id: string; readonly reason: string },
): Promise<ResponseOf<"declineSyncRequest">> {
  requireOperator(ctx);
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    const request = await findAndLock(tx, input.id);
    await decide(ctx, tx, request, { state: "declined", reason: input.reason });
    addFact(
      tx,
      { id: request.connectionId, tenantId: request.tenantId },
      { kind: "sync_declined", syncRequestId: request.id, reason: input.reason },
    );
    await queueDeclinedMail(ctx, tx, request, input.reason);
    const decided = await findSyncRequest(tx, request.id);
    if (decided === undefined) throw notFound("sync request");
    return presentSyncRequest(decided, ctx.actor);
  });
}

async function findAndLock(tx: Tx, id: string): Promise<SyncRequestView> {
  const seen = await findSyncRequest(tx, id);
  if (seen === undefined) throw notFound("sync request");
  await lockConnection(tx, seen.connectionId);
  return (await findSyncRequest(tx, id)) ?? seen;
}

async function decide(
  ctx: ServiceContext,
  tx: Tx,
  request: SyncRequestView,
  decision: {
    readonly state: "approved" | "declined";
    readonly syncId?: string;
    readonly reason?: string;
  },
): Promise<void> {
  const decidedBy = userIdOf(ctx.actor);
  const isDecided = await decideSyncRequest(tx, request.id, {
    ...decision,
    ...(decidedBy === undefined ? {} : { decidedBy }),
    at: ctx.now(),
  });
  if (!isDecided)
    throw new AppError("CONFLICT", `This request was answered before: it is ${request.state}.`);
  const { tenantId, connectionId } = request;
  addAudit(tx, {
    tenantId,
    action: `sync_request.${decision.state === "approved" ? "approve" : "decline"}`,
    subjectId: request.id,
    reason: decision.reason,
    request: ctx.request,
  });
  notifyChange(tx, { topic: "sync_request", id: request.id, connectionId, tenantId });
  notifyChange(tx, { topic: "connection", id: connectionId, connectionId, tenantId });
}
