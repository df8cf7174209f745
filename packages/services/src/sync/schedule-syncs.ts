/** Starts scheduled syncs, and warns when data will soon be older than promised. */
import type { Tx } from "@churned/db/client";
import { asOperator, notifyChange } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import { findConnection, lockConnection } from "@churned/db/connection";
import { addAudit, addFact } from "@churned/db/history";
import {
  claimDueSyncs,
  claimLateConnections,
  findLastFullAt,
  saveSchedule,
} from "@churned/db/sync";
import type { SyncMode } from "@churned/domain/sync";
import { lateAfterShare } from "@churned/domain/sync";
import { notFound } from "@churned/domain/shared";
import { describeFact } from "@churned/domain/words";
import type { Schedule, ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";
import { queueLateDataMail } from "../notification/queue-sync-mails.ts";
import { presentConnection } from "../present/present-connection.ts";
import { openSync } from "./open-sync.ts";

const batch = 100;
/** If the end of a sync does not schedule the next sync, the connection is due again after this time. */
const claimMs = 60 * 60_000;

/** Opens the syncs that are due. Returns the number of syncs. */
export async function sweepDueSyncs(ctx: ServiceContext): Promise<number> {
  const ids = await asOperator(ctx.db, ctx.actor, async (tx) => {
    const now = ctx.now();
    const until = new Date(now.getTime() + claimMs);
    const due = await claimDueSyncs(tx, { now, until, limit: batch });
    const opened: string[] = [];
    for (const connection of due)
      opened.push((await openSync(tx, connection, await dueMode(tx, connection, now))).id);
    return opened;
  });
  for (const id of ids) await ctx.hints.hint("sync", id);
  return ids.length;
}

/**
 * The mode of the sync that is due. If the sync after it would be too late for a full sync, this sync is full. So a
 * full sync may run up to half an incremental interval early.
 */
async function dueMode(tx: Tx, connection: ConnectionRow, now: Date): Promise<SyncMode> {
  const lastFullAt = await findLastFullAt(tx, connection.id);
  if (lastFullAt === null) return "full";
  const ageMinutes = (now.getTime() - lastFullAt.getTime()) / 60_000;
  const dueMinutes = connection.fullEveryMinutes - connection.incrementalEveryMinutes / 2;
  return ageMinutes >= dueMinutes ? "full" : "incremental";
}

/** Warns about connections whose data will soon be older than promised. Returns the number of connections. */
export async function warnOfLateData(ctx: ServiceContext): Promise<number> {
  const { warned, notices } = await asOperator(ctx.db, ctx.actor, async (tx) => {
    const notificationIds: string[] = [];
    const late = await claimLateConnections(tx, {
      now: ctx.now(),
      share: lateAfterShare,
      limit: batch,
    });
    for (const { id, since } of late) {
      const connection = await findConnection(tx, id);
      if (connection === undefined) continue;
      const { freshAt, freshWithinMinutes } = connection;
      const dueAt = new Date(since.getTime() + freshWithinMinutes * 60_000);
      addFact(tx, connection, {
        kind: "data_late",
        freshAt: freshAt?.toISOString() ?? null,
        dueAt: dueAt.toISOString(),
      });
      notificationIds.push(...(await queueLateDataMail(ctx, tx, connection, { freshAt, dueAt })));
      await notifyConnection(tx, connection);
    }
    return { warned: late.length, notices: notificationIds };
  });
  for (const id of notices) await ctx.hints.hint("notify", id);
  return warned;
}

/**
 * Sets how often a connection is synced, and how old its data may be. Moves the next sync to an earlier time if needed.
 */
export async function setSchedule(
  ctx: ServiceContext,
  input: { readonly id: string } & Schedule,
): Promise<ResponseOf<"setSchedule">> {
  requireOperator(ctx);
  const { id, ...schedule } = input;
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    const connection = await lockConnection(tx, id);
    if (connection === undefined) throw notFound("connection");
    const soonest = new Date(ctx.now().getTime() + schedule.incrementalEveryMinutes * 60_000);
    const { nextSyncAt } = connection;
    await saveSchedule(tx, id, {
      ...schedule,
      nextSyncAt: nextSyncAt !== null && nextSyncAt > soonest ? soonest : nextSyncAt,
    });
    addFact(tx, connection, { kind: "schedule_changed", schedule });
    addAudit(tx, {
      tenantId: connection.tenantId,
      action: "connection.schedule",
      subjectId: id,
      reason: describeFact({ kind: "schedule_changed", schedule }).detail,
      request: ctx.request,
    });
    await notifyConnection(tx, connection);
    const changed = await findConnection(tx, id);
    if (changed === undefined) throw notFound("connection");
    return presentConnection(changed);
  });
}

async function notifyConnection(tx: Tx, { id, tenantId }: ConnectionRow): Promise<void> {
  notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
}
