/** One transaction decides: the check's verdict, what becomes of its token, of the connection, and who is told. */
import type { CheckRow } from "@churned/db/check";
import type { TenantChange, Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import type { CredentialRow } from "@churned/db/token";
import { amendCheckRow, concludeCheckRow, findLatestCheckOf } from "@churned/db/check";
import { notifyChange, notifyChanges } from "@churned/db/client";
import { lockConnection, updateConnection } from "@churned/db/connection";
import { askForEstimate } from "@churned/db/sync";
import { describeCredential, listCredentials } from "@churned/db/token";
import type { Verdict, VerdictKind } from "@churned/domain/verdict";
import { isAskedByPerson, planNextCheck } from "@churned/domain/check";
import { concludeCheck as decideConnection } from "@churned/domain/connection";
import { isBelieved, isRefusalKind } from "@churned/domain/incident";
import { comparePlans } from "@churned/domain/plan";
import {
  isAccepted,
  isWorking,
  mayRecover,
  parseOwnWait,
  waitsFor,
  splitDetail,
} from "@churned/domain/verdict";
import { followTrouble } from "./follow-trouble.ts";
import { pauseAt } from "../context/pause-points.ts";
import { settleRetiring } from "../token/prove-retired.ts";
import { settleCandidate } from "../token/settle-candidate.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { countSeen } from "./count-seen.ts";
import type { Findings } from "./findings.ts";
import type { Conclusion } from "./judge-findings.ts";
import { judgeFindings } from "./judge-findings.ts";
import { startAfresh } from "./start-afresh.ts";
import { factOf, isNews, tellVerdict } from "./tell-verdict.ts";

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

  const active = credentials.find((one) => one.slot === "active");
  const isPromoted = slot === "candidate" && isWorking(verdict.kind);
  if (
    findings.token !== null &&
    findings.token.fingerprint !== credential.fingerprint &&
    !isPromoted
  )
    describeCredential(tx, credential.id, findings.token);
  await pauseAt(ctx, "token described", connection.id);
  const retiring = credentials.filter((one) => one.slot === "retiring");
  if (slot === "candidate")
    await settleCandidate(
      ctx,
      tx,
      { connection, candidate: credential, active, retiring, check },
      { verdict, host, token: findings.token },
    );
  if (isWorking(verdict.kind) && conclusion.isOtherPlanhat) await startAfresh(ctx, tx, connection);

  const refusal = slot === "active" && isRefusalKind(verdict.kind) ? findings.refusal : undefined;
  const isOfIncident = refusal?.isOfIncident ?? false;
  const isAsked = isAskedByPerson(check.trigger);
  const change = decideConnection({
    state: connection.state,
    hasActive: active !== undefined,
    tested: slot,
    askedByPerson: isAsked,
    failuresInARow: connection.failuresInARow,
    isBelieved:
      refusal === undefined ||
      (isAsked && !isOfIncident) ||
      isBelieved({
        crossCheck: refusal.crossCheck,
        ageMs: at.getTime() - refusal.since.getTime(),
        inIncident: isOfIncident,
      }),
    verdict,
  });
  const inconclusiveCandidate =
    slot === "active" && isWorking(verdict.kind)
      ? await findInconclusiveOfCandidate(tx, credentials)
      : undefined;
  // A wait of our own is no failed attempt: the test goes on as soon as calls are free.
  const isOwnWait = parseOwnWait(verdict.detail) !== undefined;
  const { attemptsInARow: before } = connection;
  const keepsCount = isOwnWait || inconclusiveCandidate !== undefined;
  const attemptsInARow = mayRecover(verdict) && !isOwnWait ? before + 1 : keepsCount ? before : 0;
  const attempt = isOwnWait ? 1 : Math.max(1, attemptsInARow, change.failuresInARow);
  const trouble = await followTrouble(ctx, tx, connection, check, {
    ...conclusion,
    keepsInconclusive: inconclusiveCandidate !== undefined,
    // Nobody is blamed yet: many who are refused together can be seen.
    refusal: change.adoptsVerdict ? undefined : refusal,
    calls: held.requests.length + findings.sent.requests.length,
    isRefusedWithOthers: findings.isRefusedWithOthers ?? false,
  });
  const isWatched = active !== undefined || isWorking(verdict.kind) || mayRecover(verdict);
  const isLegal = await updateConnection(tx, connection.id, {
    state: change.state,
    at,
    checkedAt: at,
    failuresInARow: change.failuresInARow,
    attemptsInARow,
    ...trouble.update,
    nextCheckAt:
      isWatched && change.state !== "paused"
        ? planNextCheck({
            ...trouble.expectation,
            verdict: inconclusiveCandidate ?? waitsFor(verdict) ?? verdict.kind,
            attempt,
            retryAfterMs: findings.retryAfterMs,
            isUnfinished: splitDetail(verdict.detail).pending.length > 0 || isHeldBack(findings),
          })
        : null,
    ...(change.adoptsVerdict ? { verdict } : {}),
    ...(change.adoptsVerdict && host !== null && isAccepted(verdict.kind) ? { host } : {}),
    ...(isWorking(verdict.kind) && conclusion.planhat !== null
      ? { planhat: conclusion.planhat }
      : {}),
    fact:
      !isSame && isNews(check, connection, change, verdict) ? factOf(check, verdict) : undefined,
  });
  if (!isLegal) throw new Error(`From ${connection.state} there is no way to ${change.state}.`);
  await pauseAt(ctx, "connection changed", connection.id);
  const readsOthers = verdict.models.join() !== connection.verdictModels.join();
  // A replacement that reads the same of the same Planhat changes nothing, and counting costs calls.
  const isFirst = slot === "candidate" && active === undefined;
  if (isWorking(verdict.kind) && (isFirst || readsOthers || conclusion.isOtherPlanhat))
    askForEstimate(
      tx,
      connection,
      at,
      "observed" in findings.found ? countSeen(findings.found.observed) : [],
    );
  await tellVerdict(ctx, tx, check, connection, change, {
    verdict,
    lastFour: findings.token?.lastFour ?? credential.lastFour,
  });
  notifyChanges(tx, [changed, { topic: "connection", id: connection.id, ...whose }]);
  await pauseAt(ctx, "about to commit", connection.id);
  return verdict;
}

/** Our own limit of calls kept some models from being asked. */
function isHeldBack({ found }: Findings): boolean {
  return "evidence" in found && found.answers.some(({ kind }) => kind === "held_back");
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
