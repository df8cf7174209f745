/** What a person may do to a connection as a whole: pause, resume, disconnect. */
import type { ConnectionRow, Tx } from "@churned/db";
import {
  addAudit,
  addFact,
  asActor,
  destroyCredentialsOf,
  findConnection,
  findCredentialInSlot,
  findLiveSync,
  lockConnection,
  notifyChange,
  requestCancel,
  supersedeCheck,
  updateConnection,
  withdrawSyncRequests,
} from "@churned/db";
import { AppError, explainVerdict, isWorking, notFound } from "@churned/domain";
import type { ConnectionState, TimelineFact } from "@churned/domain";
import type { Connection } from "@churned/domain/wire";
import type { ServiceContext } from "../context.ts";
import { requireOperator } from "../context.ts";
import { presentConnection } from "../present.ts";

interface WithReason {
  readonly id: string;
  readonly reason: string;
}

/** Pauses scheduled checks and stops a running sync. The token is kept. */
export async function pauseConnection(ctx: ServiceContext, input: WithReason): Promise<Connection> {
  requireOperator(ctx);
  return await change(ctx, input.id, "connection.pause", input.reason, async (tx, connection) => {
    const isPaused = await updateConnection(tx, connection.id, {
      state: "paused",
      at: ctx.now(),
      nextCheckAt: null,
    });
    if (!isPaused)
      throw new AppError("CONFLICT", `A connection that is ${connection.state} cannot be paused.`);
    await stopSync(ctx, tx, connection);
    return { kind: "paused", reason: input.reason };
  });
}

/** Resumes a paused connection: its token is tested at once, and its state follows from its last verdict until then. */
export async function resumeConnection(
  ctx: ServiceContext,
  input: WithReason,
): Promise<Connection> {
  requireOperator(ctx);
  return await change(ctx, input.id, "connection.resume", input.reason, async (tx, connection) => {
    if (connection.state !== "paused")
      throw new AppError("CONFLICT", "This connection is not paused.");
    const active = await findCredentialInSlot(tx, connection.id, "active");
    const candidate = await findCredentialInSlot(tx, connection.id, "candidate");
    const hasToken = active !== undefined || candidate !== undefined;
    await updateConnection(tx, connection.id, {
      state: stateOnResume(connection, active !== undefined),
      at: ctx.now(),
      nextCheckAt: hasToken ? ctx.now() : null,
    });
    return { kind: "resumed", reason: input.reason };
  });
}

function stateOnResume({ verdict }: ConnectionRow, hasActive: boolean): ConnectionState {
  if (verdict !== null && explainVerdict({ kind: verdict, models: [] }).audience === "operator")
    return "needs_operator";
  if (!hasActive) return "awaiting_token";
  return verdict !== null && isWorking(verdict) ? "connected" : "needs_customer";
}

/** Disconnects: all work stops, and every sealed token is destroyed in the same transaction. Doing it again changes nothing. */
export async function disconnectConnection(
  ctx: ServiceContext,
  input: { readonly id: string; readonly reason?: string | undefined },
): Promise<Connection> {
  return await change(
    ctx,
    input.id,
    "connection.disconnect",
    input.reason,
    async (tx, connection) => {
      if (connection.state === "disconnected") return undefined;
      const at = ctx.now();
      for (const slot of ["candidate", "active"] as const) {
        const credential = await findCredentialInSlot(tx, connection.id, slot);
        if (credential !== undefined) await supersedeCheck(tx, credential.id, { at });
      }
      await destroyCredentialsOf(tx, connection.id, at);
      await withdrawSyncRequests(tx, connection.id, at);
      await stopSync(ctx, tx, connection);
      await updateConnection(tx, connection.id, { state: "disconnected", at });
      return {
        kind: "disconnected",
        ...(input.reason === undefined ? {} : { reason: input.reason }),
      };
    },
  );
}

async function stopSync(ctx: ServiceContext, tx: Tx, connection: ConnectionRow): Promise<void> {
  const live = await findLiveSync(tx, connection.id);
  if (live === undefined) return;
  await requestCancel(tx, live.id, ctx.now());
  await notifyChange(tx, {
    topic: "sync",
    id: live.id,
    connectionId: connection.id,
    tenantId: connection.tenantId,
  });
}

async function change(
  ctx: ServiceContext,
  id: string,
  action: string,
  reason: string | undefined,
  work: (tx: Tx, connection: ConnectionRow) => Promise<TimelineFact | undefined>,
): Promise<Connection> {
  return await asActor(ctx.db, ctx.actor, async (tx) => {
    const connection = await lockConnection(tx, id);
    if (connection === undefined) throw notFound("connection");
    const { tenantId } = connection;
    const fact = await work(tx, connection);
    if (fact !== undefined) {
      await addFact(tx, connection, fact);
      await addAudit(tx, { tenantId, action, subjectId: id, reason, requestId: ctx.requestId });
      await notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
    }
    const changed = await findConnection(tx, id);
    if (changed === undefined) throw notFound("connection");
    return presentConnection(changed);
  });
}
