import type { ConnectionRow, CredentialRow, Tx } from "@churned/db";
import {
  addAudit,
  asActor,
  findCredentialInSlot,
  findLatestCheckOf,
  insertCheck,
  lockConnection,
  notifyChange,
  takeOverCheck,
} from "@churned/db";
import type { CheckTrigger } from "@churned/domain";
import {
  AppError,
  isInconclusive,
  notFound,
  plannedModels,
  suspiciousIntervalMs,
} from "@churned/domain";
import type { ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context.ts";
import { userIdOf } from "../context.ts";
import { requireOpenInvitation } from "../invitation/invitations.ts";

/** Asks for a test: of the candidate where there is one, else of the active token. A running test is not doubled. */
export async function createCheck(
  ctx: ServiceContext,
  input: { readonly id: string },
): Promise<ResponseOf<"createCheck">> {
  const id = await asActor(ctx.db, ctx.actor, async (tx) => {
    const connection = await lockConnection(tx, input.id);
    if (connection === undefined) throw notFound("connection");
    await requireOpenInvitation(ctx, tx);
    const credential =
      (await findCredentialInSlot(tx, connection.id, "candidate")) ??
      (await findCredentialInSlot(tx, connection.id, "active"));
    if (credential === undefined)
      throw new AppError("CONFLICT", "There is no token to test. Paste one and press Save.");
    const check = await openCheck(ctx, tx, connection, credential, "manual");
    if (check.isNew)
      await addAudit(tx, {
        tenantId: connection.tenantId,
        action: "check.create",
        subjectId: connection.id,
        requestId: ctx.requestId,
      });
    else await takeOverCheck(tx, check.id, { now: ctx.now(), requestedBy: userIdOf(ctx.actor) });
    return check.id;
  });
  await ctx.hints.hint("check", id);
  return { id };
}

/**
 * Asks for the scheduled tests of a connection that is due: of its candidate, where the last test decided nothing, and
 * of its active token, unless that was tested only just now while a candidate is tested again and again.
 */
export async function openScheduledChecks(
  ctx: ServiceContext,
  tx: Tx,
  connection: Pick<ConnectionRow, "id" | "tenantId" | "plan">,
): Promise<string[]> {
  const due: CredentialRow[] = [];
  const candidate = await findCredentialInSlot(tx, connection.id, "candidate");
  const latest = candidate && (await findLatestCheckOf(tx, candidate.id));
  const mayRecover =
    latest !== undefined &&
    (latest.state !== "done" || (latest.verdict !== null && isInconclusive(latest.verdict)));
  if (candidate !== undefined && mayRecover) due.push(candidate);

  const active = await findCredentialInSlot(tx, connection.id, "active");
  const last = active && (await findLatestCheckOf(tx, active.id));
  const testedAt = last?.doneAt?.getTime() ?? 0;
  const isCalm = ctx.now().getTime() - testedAt < suspiciousIntervalMs;
  if (active !== undefined && !(mayRecover && isCalm)) due.push(active);

  const ids: string[] = [];
  for (const credential of due)
    ids.push((await openCheck(ctx, tx, connection, credential, "scheduled")).id);
  return ids;
}

/** Asks for the test of a connection that is looked at for all others of its incident; undefined where it has no token. */
export async function openIncidentCheck(
  ctx: ServiceContext,
  tx: Tx,
  connection: Pick<ConnectionRow, "id" | "tenantId" | "plan">,
): Promise<string | undefined> {
  const credential =
    (await findCredentialInSlot(tx, connection.id, "active")) ??
    (await findCredentialInSlot(tx, connection.id, "candidate"));
  if (credential === undefined) return undefined;
  return (await openCheck(ctx, tx, connection, credential, "incident")).id;
}

async function openCheck(
  ctx: ServiceContext,
  tx: Tx,
  connection: Pick<ConnectionRow, "id" | "tenantId" | "plan">,
  credential: CredentialRow,
  trigger: CheckTrigger,
): Promise<{ id: string; isNew: boolean }> {
  const before = await findLatestCheckOf(tx, credential.id);
  const opened = await insertCheck(tx, {
    trigger,
    credentialId: credential.id,
    tenantId: connection.tenantId,
    connectionId: connection.id,
    models: plannedModels(connection.plan),
    // A candidate is tested where its Save said; an active token has a host that accepted it.
    namedHost: credential.slot === "candidate" ? (before?.namedHost ?? undefined) : undefined,
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
