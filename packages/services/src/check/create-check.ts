import type { CheckRow, TestedCredential } from "@churned/db/check";
import type { Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import type { CredentialRow } from "@churned/db/token";
import {
  findLatestCheckOf,
  insertCheck,
  insertChecks,
  listTestedCredentials,
  takeOverCheck,
} from "@churned/db/check";
import { asActor, notifyChange, notifyChanges } from "@churned/db/client";
import { lockConnection } from "@churned/db/connection";
import { addAudit } from "@churned/db/history";
import { findCredentialInSlot } from "@churned/db/token";
import type { CheckTrigger } from "@churned/domain/check";
import { suspiciousIntervalMs } from "@churned/domain/check";
import { plannedModels } from "@churned/domain/plan";
import { AppError, notFound } from "@churned/domain/shared";
import { mayRecover } from "@churned/domain/verdict";
import type { ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { userIdOf } from "../context/context.ts";
import { requireOpenInvitation } from "../invitation/invitations.ts";

/**
 * Requests a check of the token in `slot`. Without `slot`, checks the candidate (the saved, unproven token), or else
 * the active token. If a check of the token is already open, returns that check. Throws CONFLICT if there is no such
 * token.
 */
export async function createCheck(
  ctx: ServiceContext,
  input: { readonly id: string; readonly slot?: "candidate" | "active" },
): Promise<ResponseOf<"createCheck">> {
  return await asActor(ctx.db, ctx.actor, async (tx) => {
    const connection = await lockConnection(tx, input.id);
    if (connection === undefined) throw notFound("connection");
    await requireOpenInvitation(ctx, tx);
    const { slot } = input;
    const credential =
      slot === undefined
        ? ((await findCredentialInSlot(tx, connection.id, "candidate")) ??
          (await findCredentialInSlot(tx, connection.id, "active")))
        : await findCredentialInSlot(tx, connection.id, slot);
    if (credential === undefined)
      throw new AppError("CONFLICT", "There is no token to test. Paste one and press Save.");
    const check = await openCheck(ctx, tx, connection, credential, "manual");
    if (check.isNew)
      addAudit(tx, {
        tenantId: connection.tenantId,
        action: "check.create",
        subjectId: connection.id,
        request: ctx.request,
      });
    else await takeOverCheck(tx, check.id, { now: ctx.now(), requestedBy: userIdOf(ctx.actor) });
    return { id: check.id };
  });
}

/** Requests checks of the tokens in these slots. Skips slots that have become empty. */
export async function createChecks(
  ctx: ServiceContext,
  id: string,
  slots: readonly ("candidate" | "active")[],
): Promise<void> {
  for (const slot of slots)
    try {
      await createCheck(ctx, { id, slot });
    } catch (error) {
      if (!(error instanceof AppError && error.code === "CONFLICT")) throw error;
    }
}

/**
 * Opens the scheduled checks of due connections. A candidate is checked if its last check was inconclusive. An active
 * token is checked too, unless its last check is recent and the candidate still needs a check. Returns the number of
 * new checks.
 */
export async function openScheduledChecks(
  ctx: ServiceContext,
  tx: Tx,
  connections: readonly Pick<ConnectionRow, "id" | "tenantId" | "plan">[],
): Promise<number> {
  const found = await listTestedCredentials(
    tx,
    connections.map(({ id }) => id),
  );
  const ofConnection = Map.groupBy(found, ({ connectionId }) => connectionId);
  const due = connections.flatMap((connection) =>
    chooseDue(ctx, ofConnection.get(connection.id) ?? []).map((credential) => ({
      connection,
      credential,
    })),
  );
  const fresh = due.filter(({ credential: { latest } }) => latest?.state === "done" || !latest);
  const opened = await insertChecks(
    tx,
    fresh.map(({ connection, credential }) => ({
      trigger: "scheduled" as const,
      credentialId: credential.id,
      tenantId: connection.tenantId,
      connectionId: connection.id,
      models: plannedModels(connection.plan),
      namedHost: hostToName(credential.slot, credential.latest),
    })),
  );
  notifyChanges(
    tx,
    opened.map(({ id, connectionId, tenantId }) => ({
      topic: "check",
      id,
      connectionId,
      tenantId,
    })),
  );
  return opened.length;
}

function chooseDue(
  ctx: ServiceContext,
  credentials: readonly TestedCredential[],
): TestedCredential[] {
  const candidate = credentials.find(({ slot }) => slot === "candidate");
  const active = credentials.find(({ slot }) => slot === "active");
  const latest = candidate?.latest ?? null;
  const isOpen =
    latest !== null &&
    (latest.state !== "done" ||
      (latest.verdict !== null &&
        mayRecover({ kind: latest.verdict, detail: latest.verdictDetail ?? "" })));
  const testedAt = active?.latest?.doneAt?.getTime() ?? 0;
  const isCalm = ctx.now().getTime() - testedAt < suspiciousIntervalMs;
  return [
    ...(candidate !== undefined && isOpen ? [candidate] : []),
    ...(active !== undefined && !(isOpen && isCalm) ? [active] : []),
  ];
}

/**
 * The host for the check of a candidate is the host that its Save named. An active token is checked on the host that
 * accepted it.
 */
function hostToName(
  slot: CredentialRow["slot"],
  before: Pick<CheckRow, "namedHost"> | null | undefined,
): string | undefined {
  return slot === "candidate" ? (before?.namedHost ?? undefined) : undefined;
}

/**
 * Opens the check of a connection on behalf of all members of its incident. Does nothing if the connection has no
 * token.
 */
export async function openIncidentCheck(
  ctx: ServiceContext,
  tx: Tx,
  connection: Pick<ConnectionRow, "id" | "tenantId" | "plan">,
): Promise<void> {
  const credential =
    (await findCredentialInSlot(tx, connection.id, "active")) ??
    (await findCredentialInSlot(tx, connection.id, "candidate"));
  if (credential !== undefined) await openCheck(ctx, tx, connection, credential, "incident");
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
    // A person who tests again after the verdict `wrong_region` wants all hosts to be tested.
    namedHost:
      trigger === "manual" && before?.verdict === "wrong_region"
        ? undefined
        : hostToName(credential.slot, before),
    requestedBy: userIdOf(ctx.actor),
  });
  notifyChange(tx, {
    topic: "check",
    id: opened.id,
    connectionId: connection.id,
    tenantId: connection.tenantId,
  });
  return opened;
}
