/** Ends a check in one transaction: its verdict, its token, its connection, and the mails about it. */
import type { CheckRow } from "@churned/db/check";
import type { TenantChange, Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import type { CredentialRow } from "@churned/db/token";
import { amendCheckRow, concludeCheckRow, findLatestCheckOf, holdCheck } from "@churned/db/check";
import { notifyChange, notifyChanges } from "@churned/db/client";
import { lockConnection, updateConnection } from "@churned/db/connection";
import { listCredentials } from "@churned/db/token";
import type { Verdict, VerdictKind } from "@churned/domain/verdict";
import { comparePlans } from "@churned/domain/plan";
import { isWorking, splitDetail, waitsFor } from "@churned/domain/verdict";
import { pauseAt } from "../context/pause-points.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { settleRetiring } from "../token/prove-retired.ts";
import { applyDecision } from "./apply-decision.ts";
import { decideCheck } from "./decide-check.ts";
import type { Findings } from "./findings.ts";
import type { Conclusion } from "./judge-findings.ts";
import { judgeFindings } from "./judge-findings.ts";

/**
 * Derives the verdict from the findings of a check, applies it, and returns it. Returns undefined and changes nothing
 * if the claim on the check was lost, because a newer Save replaced the token or another worker claimed the check.
 * `amends` is the verdict that was given before all answers had arrived.
 */
export async function concludeCheck(
  ctx: WorkerContext,
  tx: Tx,
  claimed: CheckRow,
  findings: Findings,
  amends?: Verdict,
): Promise<Verdict | undefined> {
  const at = ctx.now();
  // Lock the connection first, as every change of a connection does.
  const [connection, credentials, held] = await Promise.all([
    lockConnection(tx, claimed.connectionId),
    listCredentials(tx, claimed.connectionId),
    amends === undefined ? holdCheck(tx, claimed) : undefined,
  ]);
  // Ignore answers that arrive after the connection was disconnected, because the receipt says that everything is gone.
  if (connection === undefined || connection.state === "disconnected") return undefined;
  if (amends === undefined && held === undefined) return undefined;
  if (isOfOlderPlan(claimed, findings, connection)) {
    if (amends !== undefined) return undefined;
    throw new PlanChangedError();
  }
  await pauseAt(ctx, "connection locked", connection.id);
  const conclusion = await judgeFindings(tx, connection, findings, {
    isActive: credentials.some(({ id, slot }) => id === claimed.credentialId && slot === "active"),
    now: at,
  });
  const { verdict, host } = conclusion;
  const row = { ...conclusion, ...findings.sent, at };
  if (held !== undefined) concludeCheckRow(tx, claimed, row);
  const asked = held ?? (await amendCheckRow(tx, claimed, row));
  if (asked === undefined) return undefined;
  const check = { ...claimed, ...asked };
  await pauseAt(ctx, "verdict written", connection.id);

  const credential = credentials.find(({ id }) => id === check.credentialId);
  const slot = credential?.slot;
  const owner = { connectionId: connection.id, tenantId: connection.tenantId };
  const changed: TenantChange = { topic: "check", id: check.id, ...owner };
  // The verdict of a replaced (retiring) token says nothing about the connection.
  if (credential !== undefined && slot === "retiring")
    await settleRetiring(ctx, tx, connection, credential, verdict);
  if (credential === undefined || (slot !== "candidate" && slot !== "active")) {
    notifyChange(tx, changed);
    return verdict;
  }
  const isSame = amends?.kind === verdict.kind && amends.models.join() === verdict.models.join();
  const wasPending = splitDetail(amends?.detail).pending.length > 0;
  if (isSame && !(wasPending && isWorking(verdict.kind))) {
    await storeIdentity(tx, connection, conclusion, at);
    notifyChange(tx, changed);
    return verdict;
  }

  const decision = decideCheck({
    check,
    connection,
    credential,
    slot,
    hasActive: credentials.some((one) => one.slot === "active"),
    findings,
    conclusion,
    inconclusiveCandidate:
      slot === "active" && isWorking(verdict.kind)
        ? await findInconclusiveOfCandidate(tx, credentials)
        : undefined,
    calls: claimed.requests.length + findings.sent.requests.length,
    isSameAsBefore: isSame,
    now: at,
    random: ctx.random(),
  });
  await applyDecision(ctx, tx, { check, connection, credential, credentials }, decision, {
    verdict,
    host,
    token: findings.token,
  });
  notifyChanges(tx, [changed, { topic: "connection", id: connection.id, ...owner }]);
  await pauseAt(ctx, "about to commit", connection.id);
  return verdict;
}

/** Thrown by `concludeCheck` if the plan changed during the check. Nothing is applied, and the check runs again. */
export class PlanChangedError extends Error {
  override readonly name = "PlanChangedError";

  constructor() {
    super("The plan was changed during the check.");
  }
}

/**
 * Whether the plan changed while the check ran. A check of a replaced token does not depend on the plan: it reads one
 * model to see whether the token still works.
 */
function isOfOlderPlan(
  { trigger }: CheckRow,
  { found }: Findings,
  { plan }: ConnectionRow,
): boolean {
  return (
    trigger !== "rotation" &&
    "evidence" in found &&
    comparePlans(found.evidence.plan, plan).length > 0
  );
}

/**
 * The verdict for which the candidate (the saved, unproven token) must be checked again. Checks of the candidate
 * continue even if the active token works.
 */
async function findInconclusiveOfCandidate(
  tx: Tx,
  credentials: readonly CredentialRow[],
): Promise<VerdictKind | undefined> {
  const candidate = credentials.find(({ slot }) => slot === "candidate");
  if (candidate === undefined) return undefined;
  const latest = await findLatestCheckOf(tx, candidate.id);
  if (latest === undefined || latest.verdict === null) return undefined;
  const { verdict: kind, verdictDetail } = latest;
  return waitsFor({ kind, detail: verdictDetail ?? "" });
}

/** Stores which Planhat the token reads, if only this information arrived after the verdict. */
async function storeIdentity(
  tx: Tx,
  connection: ConnectionRow,
  { verdict, planhat }: Conclusion,
  at: Date,
): Promise<void> {
  if (!isWorking(verdict.kind) || planhat === null) return;
  await updateConnection(tx, connection.id, { state: connection.state, at, planhat });
  const owner = { connectionId: connection.id, tenantId: connection.tenantId };
  notifyChange(tx, { topic: "connection", id: connection.id, ...owner });
}
