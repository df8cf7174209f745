import type { Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import { endChecksOf } from "@churned/db/check";
import { asActor, notifyChange } from "@churned/db/client";
import { findConnection, lockConnection, updateConnection } from "@churned/db/connection";
import { addAudit } from "@churned/db/history";
import type { AuditAction } from "@churned/domain/history";
import { findLiveSync, requestCancel } from "@churned/db/sync";
import { findCredentialInSlot } from "@churned/db/token";
import { AppError, notFound } from "@churned/domain/shared";
import { isInconclusive, isWorking } from "@churned/domain/verdict";
import { explainVerdict } from "@churned/domain/words";
import type { ConnectionState } from "@churned/domain/connection";
import type { Connection } from "@churned/domain/wire";
import { awaitStopped, findBudgets } from "../budget/await-stopped.ts";
import { createChecks } from "../check/create-check.ts";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";
import { presentConnection } from "../present/present-connection.ts";

interface WithReason {
  readonly id: string;
  readonly reason: string;
}

/**
 * Pauses a connection for an operator. This ends its checks and its running sync. After the function has resolved, no
 * call to Planhat starts. The token is kept.
 */
export async function pauseConnection(ctx: ServiceContext, input: WithReason): Promise<Connection> {
  requireOperator(ctx);
  const paused = await change(
    ctx,
    input.id,
    "connection.pause",
    input.reason,
    async (tx, connection) => {
      const isPaused = await updateConnection(tx, connection.id, {
        state: "paused",
        at: ctx.now(),
        nextCheckAt: null,
        fact: { kind: "paused", reason: input.reason },
      });
      if (!isPaused)
        throw new AppError(
          "CONFLICT",
          `A connection that is ${connection.state} cannot be paused.`,
        );
      await stopSync(ctx, tx, connection);
      const owner = { connectionId: connection.id, tenantId: connection.tenantId };
      for (const checkId of await endChecksOf(tx, connection.id, ctx.now()))
        notifyChange(tx, { topic: "check", id: checkId, ...owner });
    },
  );
  await awaitStopped(ctx, await findBudgets(ctx, input.id));
  return paused;
}

/**
 * Resumes a paused connection for an operator. Its tokens are checked at once. Until then, the state of the connection
 * follows from its last verdict.
 */
export async function resumeConnection(
  ctx: ServiceContext,
  input: WithReason,
): Promise<Connection> {
  requireOperator(ctx);
  const slots: ("active" | "candidate")[] = [];
  const resumed = await change(
    ctx,
    input.id,
    "connection.resume",
    input.reason,
    async (tx, connection) => {
      if (connection.state !== "paused")
        throw new AppError("CONFLICT", "This connection is not paused.");
      const active = await findCredentialInSlot(tx, connection.id, "active");
      const candidate = await findCredentialInSlot(tx, connection.id, "candidate");
      if (active !== undefined) slots.push("active");
      if (candidate !== undefined) slots.push("candidate");
      await updateConnection(tx, connection.id, {
        state: stateOnResume(connection, { active, candidate }),
        at: ctx.now(),
        nextCheckAt: slots.length > 0 ? ctx.now() : null,
        fact: { kind: "resumed", reason: input.reason },
      });
    },
  );
  await createChecks(ctx, input.id, slots);
  return resumed;
}

function stateOnResume(
  { verdict }: ConnectionRow,
  has: { readonly active: object | undefined; readonly candidate: object | undefined },
): ConnectionState {
  const isForOperator =
    verdict !== null &&
    (isInconclusive(verdict) ||
      explainVerdict({ kind: verdict, models: [] }).audience === "operator");
  if (isForOperator) return "needs_operator";
  if (has.active === undefined && (has.candidate === undefined || verdict === null))
    return "awaiting_token";
  return verdict !== null && isWorking(verdict) ? "connected" : "needs_customer";
}

async function stopSync(ctx: ServiceContext, tx: Tx, connection: ConnectionRow): Promise<void> {
  const live = await findLiveSync(tx, connection.id);
  if (live === undefined) return;
  await requestCancel(tx, live.id, ctx.now());
  notifyChange(tx, {
    topic: "sync",
    id: live.id,
    connectionId: connection.id,
    tenantId: connection.tenantId,
  });
}

async function change(
  ctx: ServiceContext,
  id: string,
  action: AuditAction,
  reason: string,
  work: (tx: Tx, connection: ConnectionRow) => Promise<void>,
): Promise<Connection> {
  return await asActor(ctx.db, ctx.actor, async (tx) => {
    const connection = await lockConnection(tx, id);
    if (connection === undefined) throw notFound("connection");
    const { tenantId } = connection;
    await work(tx, connection);
    addAudit(tx, { tenantId, action, subjectId: id, reason, request: ctx.request });
    notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
    const changed = await findConnection(tx, id);
    if (changed === undefined) throw notFound("connection");
    return presentConnection(changed);
  });
}
