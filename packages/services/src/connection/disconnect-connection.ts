/**
 * Disconnecting destroys every sealed token in the same transaction, and stops all work. Landed (stored) data is kept,
 * or the worker erases it in batches. The receipt says what is gone now, and when it is also gone from backups.
 */
import type { ReceiptRow } from "@churned/db/connection";
import {
  eraseLandedBatch,
  findConnection,
  findReceipt,
  insertReceipt,
  listErasures,
  lockConnection,
  updateConnection,
} from "@churned/db/connection";
import { endChecksOf } from "@churned/db/check";
import { asActor, asOperator, notifyChange, withTenant } from "@churned/db/client";
import { addAudit, addFact } from "@churned/db/history";
import { cutOffSync, withdrawSyncRequests } from "@churned/db/sync";
import { destroyCredentialsOf, listDestroyedCredentials } from "@churned/db/token";
import { backupRetentionDaysDefault } from "@churned/domain/history";
import { notFound } from "@churned/domain/shared";
import { describeReceipt } from "@churned/domain/words";
import type { Connection, Receipt } from "@churned/domain/wire";
import { awaitStopped, findBudgets } from "../budget/await-stopped.ts";
import type { ServiceContext } from "../context/context.ts";
import { userIdOf } from "../context/context.ts";
import { withdrawInvitations } from "../invitation/end-invitations.ts";
import { presentConnection } from "../present/present-connection.ts";
import { churned, namePerson } from "../present/sign-line.ts";

/**
 * Disconnects a connection. After the function has resolved, no call to Planhat starts. A repeated call changes
 * nothing: neither the choice to keep or erase the data, nor the receipt.
 */
export async function disconnectConnection(
  ctx: ServiceContext,
  input: {
    readonly id: string;
    readonly reason?: string | undefined;
    readonly data?: "keep" | "erase" | undefined;
  },
): Promise<Connection> {
  const { id, reason, data = "keep" } = input;
  const budgetIds = await findBudgets(ctx, id);
  const { connection, syncId } = await asActor(ctx.db, ctx.actor, async (tx) => {
    const locked = await lockConnection(tx, id);
    if (locked === undefined) throw notFound("connection");
    const cancelledSyncId = locked.state === "disconnected" ? undefined : await disconnect();
    const view = await findConnection(tx, id);
    if (view === undefined) throw notFound("connection");
    return { connection: presentConnection(view), syncId: cancelledSyncId };

    async function disconnect(): Promise<string | undefined> {
      if (locked === undefined) return undefined;
      const { tenantId } = locked;
      const at = ctx.now();
      await destroyCredentialsOf(tx, id, at);
      for (const checkId of await endChecksOf(tx, id, at))
        notifyChange(tx, { topic: "check", id: checkId, connectionId: id, tenantId });
      await withdrawSyncRequests(tx, id, at);
      await withdrawInvitations(ctx, tx, locked);
      const live = await cutOffSync(tx, id, at);
      if (live !== undefined)
        notifyChange(tx, { topic: "sync", id: live, connectionId: id, tenantId });
      const disconnectedBy = userIdOf(ctx.actor);
      await insertReceipt(tx, { connectionId: id, tenantId, disconnectedBy, data });
      await updateConnection(tx, id, {
        state: "disconnected",
        at,
        // The name becomes free for a new connection.
        name: `${locked.name} (until ${at.toISOString().slice(0, 10)})`,
        fact: { kind: "disconnected", data, ...(reason === undefined ? {} : { reason }) },
      });
      addAudit(tx, {
        tenantId,
        action: "connection.disconnect",
        subjectId: id,
        reason,
        request: ctx.request,
      });
      notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
      return live;
    }
  });
  if (syncId !== undefined) await ctx.hints.hint("sync", syncId);
  await awaitStopped(ctx, budgetIds);
  return connection;
}

/** Returns the receipt of a disconnected connection. Throws NOT_FOUND if the connection is not disconnected. */
export async function getReceipt(
  ctx: ServiceContext,
  { id }: { readonly id: string },
): Promise<Receipt> {
  return await asActor(ctx.db, ctx.actor, async (tx) => {
    const receipt = await findReceipt(tx, id);
    if (receipt?.disconnectedAt == null) throw notFound("receipt");
    const { disconnectedAt } = receipt;
    const destroyed = await listDestroyedCredentials(tx, id);
    const tokensDestroyed = destroyed.map(({ lastFour, destroyedAt }) => ({
      lastFour,
      at: (destroyedAt ?? disconnectedAt).toISOString(),
    }));
    return presentReceipt(ctx, { ...receipt, disconnectedAt }, tokensDestroyed);
  });
}

function presentReceipt(
  ctx: ServiceContext,
  receipt: ReceiptRow & { readonly disconnectedAt: Date },
  tokensDestroyed: Receipt["tokensDestroyed"],
): Receipt {
  const { disconnectedAt, erasedAt } = receipt;
  const data = receipt.data === "erase" ? "erased" : "kept";
  // A backup that was made before the end of the erasure still contains a part of the data.
  const goneAt = data === "kept" ? disconnectedAt : (erasedAt ?? ctx.now());
  const days = ctx.backupRetentionDays ?? backupRetentionDaysDefault;
  const facts = {
    disconnectedAt: disconnectedAt.toISOString(),
    by:
      receipt.byName === null
        ? churned
        : namePerson({ name: receipt.byName, role: receipt.byRole }, ctx.actor),
    tokensDestroyed,
    data,
    records: receipt.records,
    recordsErased: receipt.erased,
    erasedAt: erasedAt?.toISOString() ?? null,
    backupsExpireAt: new Date(goneAt.getTime() + days * 24 * 60 * 60_000).toISOString(),
  } as const;
  return {
    connectionId: receipt.connectionId,
    name: receipt.name,
    ...facts,
    statements: describeReceipt(facts, ctx.language),
  };
}

/** The number of records that one transaction erases. It takes at most a second. */
const eraseBatch = 5_000;

/**
 * Erases the data of connections that were disconnected with `erase`. Returns the number of erased records. The
 * function may be interrupted at any time.
 */
export async function eraseDisconnectedData(
  ctx: ServiceContext,
  signal: AbortSignal,
): Promise<number> {
  const pending = await asOperator(ctx.db, ctx.actor, (tx) => listErasures(tx, 10));
  let total = 0;
  for (const { connectionId, tenantId } of pending) {
    let isOver = false;
    while (!isOver && !signal.aborted) {
      const batch = await withTenant(ctx.db, ctx.actor, tenantId, async (tx) => {
        const options = { limit: eraseBatch, at: ctx.now() };
        const erased = await eraseLandedBatch(tx, connectionId, options);
        if (erased?.isOver === true) {
          const receipt = await findReceipt(tx, connectionId);
          const records = receipt?.erased ?? 0;
          addFact(tx, { id: connectionId, tenantId }, { kind: "data_erased", records });
        }
        notifyChange(tx, { topic: "connection", id: connectionId, connectionId, tenantId });
        return erased;
      });
      total += batch?.erased ?? 0;
      isOver = batch?.isOver ?? true;
    }
  }
  return total;
}
