/** One transaction decides: the check's verdict, what becomes of its token, of the connection, and who is told. */
import type { CheckRow, ConnectionRow, Tx } from "@churned/db";
import {
  addFact,
  concludeCheckRow,
  describeCredential,
  destroyCredential,
  findCredential,
  findCredentialInSlot,
  lockConnection,
  notifyChange,
  promoteCandidate,
  updateConnection,
} from "@churned/db";
import type { ConnectionChange, Verdict } from "@churned/domain";
import {
  concludeCheck as decideConnection,
  delayToNextCheckMs,
  destroysCandidate,
  isAskedByPerson,
  isInconclusive,
  isWorking,
} from "@churned/domain";
import { queueVerdictMail } from "../notification/queue-notifications.ts";
import type { WorkerContext } from "../worker-context.ts";
import type { Findings } from "./run-check.ts";

/** Applies what a check found. Does nothing where the check is not held any more: superseded, or claimed by another. */
export async function concludeCheck(
  ctx: WorkerContext,
  tx: Tx,
  check: CheckRow,
  findings: Findings,
): Promise<void> {
  const { verdict, host } = findings;
  const at = ctx.now();
  // Locked first, as everybody does who changes what a connection has.
  const connection = await lockConnection(tx, check.connectionId);
  if (connection === undefined) return;
  if (!(await concludeCheckRow(tx, check, { verdict, host, at }))) return;

  const credential = await findCredential(tx, check.credentialId);
  const active = await findCredentialInSlot(tx, connection.id, "active");
  if (credential !== undefined && findings.token !== null)
    await describeCredential(tx, credential.id, findings.token);
  if (credential?.slot === "candidate")
    await settleCandidate(ctx, tx, connection, credential.id, verdict, host);

  const change = decideConnection({
    state: connection.state,
    hasActive: active !== undefined,
    tested: credential?.slot ?? "retiring",
    askedByPerson: isAskedByPerson(check.trigger),
    failuresInARow: connection.failuresInARow,
    verdict,
  });
  const attemptsInARow = isWorking(verdict.kind) ? 0 : connection.attemptsInARow + 1;
  const hasUsable = active !== undefined || isWorking(verdict.kind) || isInconclusive(verdict.kind);
  await updateConnection(tx, connection.id, {
    state: change.state,
    at,
    checkedAt: at,
    failuresInARow: change.failuresInARow,
    attemptsInARow,
    nextCheckAt:
      hasUsable && change.state !== "paused" ? nextCheckAt(ctx, verdict, attemptsInARow) : null,
    ...(change.adoptsVerdict ? { verdict } : {}),
    ...(change.adoptsVerdict && host !== null ? { host } : {}),
  });
  await tell(ctx, tx, check, connection, change, verdict);
}

function nextCheckAt(ctx: WorkerContext, verdict: Verdict, attempt: number): Date {
  const delayMs = delayToNextCheckMs({ verdict: verdict.kind, attempt, random: ctx.random() });
  return new Date(ctx.now().getTime() + delayMs);
}

/** A working candidate is promoted, a worthless one destroyed, and every other one kept: Planhat shows a token once. */
async function settleCandidate(
  ctx: WorkerContext,
  tx: Tx,
  connection: ConnectionRow,
  credentialId: string,
  verdict: Verdict,
  host: string | null,
): Promise<void> {
  if (isWorking(verdict.kind)) {
    const replaced = await promoteCandidate(tx, connection.id, credentialId, ctx.now());
    await addFact(tx, connection, { kind: "token_promoted", host: host ?? "", replaced });
  } else if (destroysCandidate(verdict.kind)) {
    await destroyCredential(tx, credentialId, ctx.now());
    await addFact(tx, connection, { kind: "token_destroyed", why: "rejected" });
  }
}

async function tell(
  ctx: WorkerContext,
  tx: Tx,
  check: CheckRow,
  connection: ConnectionRow,
  change: ConnectionChange,
  verdict: Verdict,
): Promise<void> {
  // A scheduled test that found what it always finds is not news.
  const isNews =
    check.trigger !== "scheduled" ||
    change.state !== connection.state ||
    (change.adoptsVerdict && verdict.kind !== connection.verdict);
  if (isNews)
    await addFact(tx, connection, {
      kind: "check_done",
      checkId: check.id,
      trigger: check.trigger,
      verdict: verdict.kind,
      models: verdict.models,
      ...(verdict.detail === undefined ? {} : { detail: verdict.detail }),
    });
  if (change.state === "needs_customer" && connection.state !== "needs_customer")
    await queueVerdictMail(ctx, tx, connection, { checkId: check.id, verdict });
  const whose = { connectionId: connection.id, tenantId: connection.tenantId };
  await notifyChange(tx, { topic: "check", id: check.id, ...whose });
  await notifyChange(tx, { topic: "connection", id: connection.id, ...whose });
}
