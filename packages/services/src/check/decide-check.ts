/**
 * What a concluded check does: to its token, to its connection, to the estimate, to the timeline, and to the customer's
 * mailbox. Pure: it reads nothing and writes nothing, so every rule can be tested on values. `applyDecision` carries it
 * out.
 */
import type { CheckRow } from "@churned/db/check";
import type { ConnectionRow, ConnectionUpdate } from "@churned/db/connection";
import type { EstimateOfModel } from "@churned/db/sync";
import type { CredentialRow } from "@churned/db/token";
import type { VerdictKind } from "@churned/domain/verdict";
import { isAskedByPerson, planNextCheck } from "@churned/domain/check";
import type { ConnectionChange, TestedSlot } from "@churned/domain/connection";
import { decideConnectionChange } from "@churned/domain/connection";
import { isBelieved, isRefusalKind } from "@churned/domain/incident";
import {
  destroysCandidate,
  isAccepted,
  isWorking,
  mayRecover,
  parseOwnWait,
  splitDetail,
  waitsFor,
} from "@churned/domain/verdict";
import { countSeen } from "./count-seen.ts";
import type { Refusal } from "./find-refusal.ts";
import type { Findings } from "./findings.ts";
import { followTrouble } from "./follow-trouble.ts";
import type { Conclusion } from "./judge-findings.ts";
import { factOf, isNews, mustBeMailed } from "./verdict-news.ts";

/** What is known when a check is decided. */
export interface CheckToDecide {
  readonly check: CheckRow;
  readonly connection: ConnectionRow;
  readonly credential: CredentialRow;
  readonly slot: TestedSlot;
  readonly hasActive: boolean;
  readonly findings: Findings;
  readonly conclusion: Conclusion;
  /** The verdict of a newer token's last test, where that token still waits for a test. */
  readonly inconclusiveCandidate: VerdictKind | undefined;
  /** Calls to Planhat that the check made, those of its earlier attempts included. */
  readonly calls: number;
  /** True where the same verdict was given before and is only completed now. */
  readonly isSameAsBefore: boolean;
  readonly now: Date;
  /** From 0 to 1, for jitter. */
  readonly random: number;
}

/** The effects of a check, in the order in which they are applied. */
export interface CheckDecision {
  /** The token's fingerprint, where it is to be noted: it was not known, and no promotion notes it. */
  readonly describe: Findings["token"];
  /** What becomes of the tested token. A promotion replaces the active one. */
  readonly token: "promote" | "destroy" | "keep";
  /** True where the records of an earlier Planhat are erased. */
  readonly startsAfresh: boolean;
  /** The incident that the connection leaves. */
  readonly leavesIncident: string | null;
  readonly change: ConnectionChange;
  readonly update: ConnectionUpdate;
  /** The counts that the estimate begins with; undefined where no estimate is asked for. */
  readonly estimate: readonly EstimateOfModel[] | undefined;
  /** True where the customer is mailed what they must do. */
  readonly isMailed: boolean;
}

/** Decides. The caller has locked the connection, so the rows are as they stay until the decision is applied. */
export function decideCheck(asked: CheckToDecide): CheckDecision {
  const { check, connection, credential, slot, hasActive, findings, conclusion } = asked;
  const { verdict } = conclusion;
  const works = isWorking(verdict.kind);
  const refusal = slot === "active" && isRefusalKind(verdict.kind) ? findings.refusal : undefined;
  const change = decideConnectionChange({
    state: connection.state,
    hasActive,
    tested: slot,
    askedByPerson: isAskedByPerson(check.trigger),
    failuresInARow: connection.failuresInARow,
    isBelieved: isRefusalBelieved(asked, refusal),
    verdict,
  });
  const { update, leavesIncident } = decideUpdate(asked, change, refusal);
  const isPromoted = slot === "candidate" && works;
  const isDescribed = findings.token?.fingerprint === credential.fingerprint;
  // A replacement that reads the same models of the same Planhat needs no new estimate: counting costs calls.
  const isFirst = slot === "candidate" && !hasActive;
  const readsOthers = verdict.models.join() !== connection.verdictModels.join();
  const needsEstimate = works && (isFirst || readsOthers || conclusion.isOtherPlanhat);
  return {
    describe: isDescribed || isPromoted ? null : findings.token,
    token: isPromoted
      ? "promote"
      : slot === "candidate" && destroysCandidate(verdict)
        ? "destroy"
        : "keep",
    startsAfresh: works && conclusion.isOtherPlanhat,
    leavesIncident,
    change,
    update,
    estimate: needsEstimate
      ? "observed" in findings.found
        ? countSeen(findings.found.observed)
        : []
      : undefined,
    isMailed: mustBeMailed(check, connection, change, verdict),
  };
}

/** The connection's new fields, with the time of its next check. */
function decideUpdate(
  asked: CheckToDecide,
  change: ConnectionChange,
  refusal: Refusal | undefined,
): Pick<CheckDecision, "update" | "leavesIncident"> {
  const { check, connection, findings, conclusion, inconclusiveCandidate, now } = asked;
  const { verdict, host, planhat } = conclusion;
  const { state, adoptsVerdict, failuresInARow } = change;
  const works = isWorking(verdict.kind);
  const trouble = followTrouble(connection, check, {
    ...conclusion,
    keepsInconclusive: inconclusiveCandidate !== undefined,
    // While no single customer is blamed, connections that are refused together can be seen as an incident.
    refusal: adoptsVerdict ? undefined : refusal,
    calls: asked.calls,
    isRefusedWithOthers: findings.isRefusedWithOthers ?? false,
    now,
    random: asked.random,
  });
  const { attempt, attemptsInARow } = countAttempts(asked, failuresInARow);
  // A connection without any token that may come to work is not tested again by itself.
  const isWatched = asked.hasActive || works || mayRecover(verdict);
  const nextCheckAt = planNextCheck({
    ...trouble.expectation,
    verdict: inconclusiveCandidate ?? waitsFor(verdict) ?? verdict.kind,
    attempt,
    retryAfterMs: findings.retryAfterMs,
    isUnfinished: splitDetail(verdict.detail).pending.length > 0 || isHeldBack(findings),
  });
  const hasNews = !asked.isSameAsBefore && isNews(check, connection, change, verdict);
  return {
    leavesIncident: trouble.leavesIncident,
    update: {
      state,
      at: now,
      checkedAt: now,
      failuresInARow,
      attemptsInARow,
      ...trouble.update,
      nextCheckAt: isWatched && state !== "paused" ? nextCheckAt : null,
      ...(adoptsVerdict ? { verdict } : {}),
      ...(adoptsVerdict && host !== null && isAccepted(verdict.kind) ? { host } : {}),
      ...(works && planhat !== null ? { planhat } : {}),
      fact: hasNews ? factOf(check, verdict) : undefined,
    },
  };
}

/** Whether a refusal of a token that worked is blamed on its customer. */
function isRefusalBelieved({ check, now }: CheckToDecide, refusal: Refusal | undefined): boolean {
  if (refusal === undefined) return true;
  const { isOfIncident, crossCheck, since } = refusal;
  if (isAskedByPerson(check.trigger) && !isOfIncident) return true;
  const ageMs = now.getTime() - since.getTime();
  return isBelieved({ crossCheck, ageMs, inIncident: isOfIncident });
}

/** Attempts in a row, and which of them the next check is. A wait for our own limit of calls is no failed attempt. */
function countAttempts(
  { connection, conclusion, inconclusiveCandidate }: CheckToDecide,
  failuresInARow: number,
): { readonly attempt: number; readonly attemptsInARow: number } {
  const { attemptsInARow: before } = connection;
  const { verdict } = conclusion;
  if (parseOwnWait(verdict.detail) !== undefined) return { attempt: 1, attemptsInARow: before };
  const kept = inconclusiveCandidate === undefined ? 0 : before;
  const attemptsInARow = mayRecover(verdict) ? before + 1 : kept;
  return { attempt: Math.max(1, attemptsInARow, failuresInARow), attemptsInARow };
}

/** True where our own limit of calls kept some models from being asked. */
function isHeldBack({ found }: Findings): boolean {
  return "evidence" in found && found.answers.some(({ kind }) => kind === "held_back");
}
