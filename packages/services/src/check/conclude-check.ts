/** One transaction decides: the check's verdict, what becomes of its token, of the connection, and who is told. */
import type { CheckRow } from "@churned/db/check";
import type { TenantChange, Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import type { CredentialRow } from "@churned/db/token";
import { amendCheckRow, concludeCheckRow, findLatestCheckOf } from "@churned/db/check";
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
 * Judges and applies what a check found; its verdict. Undefined, and nothing is done, where the check is not held any
 * more: superseded, or claimed by another. `amends`: the verdict that was given before all had come.
 */
export async function concludeCheck(
  ctx: WorkerContext,
  tx: Tx,
  held: CheckRow,
  findings: Findings,
  amends?: Verdict,
): Promise<Verdict | undefined> {
  const at = ctx.now();
  // Locked first, as everybody does who changes what a connection has.
  const [connection, credentials] = await Promise.all([
    lockConnection(tx, held.connectionId),
    listCredentials(tx, held.connectionId),
  ]);
  // What comes late of one that was disconnected is not kept: its receipt says that it is gone.
  if (connection === undefined || connection.state === "disconnected") return undefined;
  if (isOfOlderPlan(held, findings, connection)) {
    if (amends !== undefined) return undefined;
    throw new PlanChangedError();
  }
  await pauseAt(ctx, "connection locked", connection.id);
  const conclusion = await judgeFindings(tx, connection, findings, {
    isActive: credentials.some(({ id, slot }) => id === held.credentialId && slot === "active"),
    now: at,
  });
  const { verdict, host } = conclusion;
  const write = amends === undefined ? concludeCheckRow : amendCheckRow;
  const asked = await write(tx, held, { ...conclusion, ...findings.sent, at });
  if (asked === undefined) return undefined;
  const check = { ...held, ...asked };
  await pauseAt(ctx, "verdict written", connection.id);

  const credential = credentials.find(({ id }) => id === check.credentialId);
  const slot = credential?.slot;
  const whose = { connectionId: connection.id, tenantId: connection.tenantId };
  const changed: TenantChange = { topic: "check", id: check.id, ...whose };
  // A token that is on its way out tells nothing about the connection.
  if (credential !== undefined && slot === "retiring")
    await settleRetiring(ctx, tx, connection, credential, verdict);
  if (credential === undefined || (slot !== "candidate" && slot !== "active")) {
    notifyChange(tx, changed);
    return verdict;
  }
  const isSame = amends?.kind === verdict.kind && amends.models.join() === verdict.models.join();
  const wasPending = splitDetail(amends?.detail).pending.length > 0;
  if (isSame && !(wasPending && isWorking(verdict.kind))) {
    await recognise(tx, connection, conclusion, at);
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
    calls: held.requests.length + findings.sent.requests.length,
    isSameAsBefore: isSame,
    now: at,
    random: ctx.random(),
  });
  await applyDecision(ctx, tx, { check, connection, credential, credentials }, decision, {
    verdict,
    host,
    token: findings.token,
  });
  notifyChanges(tx, [changed, { topic: "connection", id: connection.id, ...whose }]);
  await pauseAt(ctx, "about to commit", connection.id);
  return verdict;
}

/** Thrown by `concludeCheck`: nothing is applied, and the check is done anew. */
export class PlanChangedError extends Error {
  override readonly name = "PlanChangedError";

  constructor() {
    super("What is read was changed meanwhile.");
  }
}

/** The plan was changed while the check ran. Whether a replaced token is dead is asked of one model, whatever the plan. */
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

/** What the last test of a newer token could not decide: it keeps its turn, however well the one in use is. */
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

/** All that came late is which Planhat it is. */
async function recognise(
  tx: Tx,
  connection: ConnectionRow,
  { verdict, planhat }: Conclusion,
  at: Date,
): Promise<void> {
  if (!isWorking(verdict.kind) || planhat === null) return;
  await updateConnection(tx, connection.id, { state: connection.state, at, planhat });
  const whose = { connectionId: connection.id, tenantId: connection.tenantId };
  notifyChange(tx, { topic: "connection", id: connection.id, ...whose });
}
