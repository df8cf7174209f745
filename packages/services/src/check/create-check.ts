import type { ConnectionRow, Tx } from "@churned/db";
import {
  addAudit,
  asActor,
  findCredentialInSlot,
  findLatestCheckOf,
  insertCheck,
  lockConnection,
  notifyChange,
} from "@churned/db";
import type { CheckTrigger } from "@churned/domain";
import { AppError, isInconclusive, notFound, plannedModels } from "@churned/domain";
import type { ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context.ts";
import { userIdOf } from "../context.ts";

/** Asks for a test: of the candidate where there is one, else of the active token. A running test is not doubled. */
export async function createCheck(
  ctx: ServiceContext,
  input: { readonly id: string },
): Promise<ResponseOf<"createCheck">> {
  const id = await asActor(ctx.db, ctx.actor, async (tx) => {
    const connection = await lockConnection(tx, input.id);
    if (connection === undefined) throw notFound("connection");
    const credential =
      (await findCredentialInSlot(tx, connection.id, "candidate")) ??
      (await findCredentialInSlot(tx, connection.id, "active"));
    if (credential === undefined)
      throw new AppError("CONFLICT", "There is no token to test. Paste one and press Save.");
    const check = await openCheck(ctx, tx, connection, {
      credentialId: credential.id,
      trigger: "manual",
    });
    if (check.isNew)
      await addAudit(tx, {
        tenantId: connection.tenantId,
        action: "check.create",
        subjectId: connection.id,
        requestId: ctx.requestId,
      });
    return check.id;
  });
  await ctx.hints.hint("check", id);
  return { id };
}

/**
 * Asks for the scheduled test of a connection that is due. A candidate is tested again only where its last test
 * decided nothing; where there is nothing to test, there is no check.
 */
export async function openScheduledCheck(
  ctx: ServiceContext,
  tx: Tx,
  connection: Pick<ConnectionRow, "id" | "tenantId" | "plan">,
): Promise<string | undefined> {
  const candidate = await findCredentialInSlot(tx, connection.id, "candidate");
  const latest = candidate && (await findLatestCheckOf(tx, candidate.id));
  const candidateMayRecover =
    latest !== undefined &&
    (latest.state !== "done" || (latest.verdict !== null && isInconclusive(latest.verdict)));
  const credential = candidateMayRecover
    ? candidate
    : await findCredentialInSlot(tx, connection.id, "active");
  if (credential === undefined) return undefined;
  return (
    await openCheck(ctx, tx, connection, { credentialId: credential.id, trigger: "scheduled" })
  ).id;
}

async function openCheck(
  ctx: ServiceContext,
  tx: Tx,
  connection: Pick<ConnectionRow, "id" | "tenantId" | "plan">,
  check: { readonly credentialId: string; readonly trigger: CheckTrigger },
): Promise<{ id: string; isNew: boolean }> {
  const opened = await insertCheck(tx, {
    ...check,
    tenantId: connection.tenantId,
    connectionId: connection.id,
    models: plannedModels(connection.plan),
    requestedBy: userIdOf(ctx.actor),
  });
  await notifyChange(tx, {
    topic: "check",
    id: opened.id,
    connectionId: connection.id,
    tenantId: connection.tenantId,
  });
  return opened;
}
