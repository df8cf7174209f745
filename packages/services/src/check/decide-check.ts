/**
 * Decides what a concluded check changes: its token, its connection, the estimate, the timeline, and whether the
 * customer gets a mail. A pure function without reads or writes, so that every rule can be tested on values.
 * `applyDecision` applies the result.
 */
import type { CheckRow } from "@churned/db/check";
import type { ConnectionRow, ConnectionUpdate } from "@churned/db/connection";
import type { EstimateOfModel } from "@churned/db/sync";
import type { CredentialRow } from "@churned/db/token";
import type { VerdictKind } from "@churned/domain/verdict";
import {
  destroysToken,
  isAccepted,
  isWorking,
  mayRecover,
  parseOwnWait,
  splitDetail,
  waitsFor,
} from "@churned/domain/verdict";
import { isAskedByPerson, planNextCheck } from "@churned/domain/check";
import type { ConnectionChange, TestedSlot } from "@churned/domain/connection";
import { decideConnectionChange } from "@churned/domain/connection";
import { isBelieved, isRefusalKind } from "@churned/domain/incident";
import { countSampled } from "./count-sampled.ts";
import type { Refusal } from "./find-refusal.ts";
import type { Findings } from "./findings.ts";
import { followTrouble } from "./follow-trouble.ts";
import type { Conclusion } from "./judge-findings.ts";
import { factOf, isNews, mustBeMailed } from "./verdict-news.ts";

/** Everything that the decision depends on. */
export interface CheckToDecide {
  readonly check: CheckRow;
  readonly connection: ConnectionRow;
  readonly credential: CredentialRow;
  readonly slot: TestedSlot;
  readonly hasActive: boolean;
  readonly findings: Findings;
  readonly conclusion: Conclusion;
  /** The candidate's last verdict, if the candidate still waits for another check. */
  readonly inconclusiveCandidate: VerdictKind | undefined;
  /** Calls to Planhat that the check made, earlier attempts included. */
  readonly calls: number;
  /** True if the same verdict was given before and is only completed now. */
  readonly isSameAsBefore: boolean;
  readonly now: Date;
  /** Uniform in [0, 1), for jitter. */
  readonly random: number;
}

/** The effects of a check, in the order in which they are applied. */
export interface CheckDecision {
  /** The token's fingerprint, if it must be stored: it was unknown, and no promotion stores it. */
  readonly describe: Findings["token"];
  /** What happens to the tested token. A promotion replaces the active one. */
  readonly token: "promote" | "destroy" | "keep";
  /** True if the records of an earlier Planhat are erased. */
  readonly startsAfresh: boolean;
  /** The incident that the connection leaves, if any. */
  readonly leavesIncident: string | null;
  readonly change: ConnectionChange;
  readonly update: ConnectionUpdate;
  /** The counts that a new estimate starts with; undefined if no estimate is needed. */
  readonly estimate: readonly EstimateOfModel[] | undefined;
  /** True if the customer is mailed what they must do. */
  readonly isMailed: boolean;
}

/** Decides what a check changes. The caller must have locked the connection, so that the rows stay as they are. */
export function decideCheck(input: CheckToDecide): CheckDecision {
  const { check, connection, credential, slot, hasActive, findings, conclusion } = input;
  const { verdict } = conclusion;
  const works = isWorking(verdict.kind);
  const refusal = slot === "active" && isRefusalKind(verdict.kind) ? findings.refusal : undefined;
  const change = decideConnectionChange({
    state: connection.state,
    hasActive,
    tested: slot,
    askedByPerson: isAskedByPerson(check.trigger),
    failuresInARow: connection.failuresInARow,
    isBelieved: isRefusalBelieved(input, refusal),
    verdict,
  });
  const { update, leavesIncident } = decideUpdate(input, change, refusal);
  const isPromoted = slot === "candidate" && works;
  const isDescribed = findings.token?.fingerprint === credential.fingerprint;
  // A replacement that reads the same models of the same Planhat needs no new estimate, which would cost calls.
  const isFirst = slot === "candidate" && !hasActive;
  const readsOthers = verdict.models.join() !== connection.verdictModels.join();
  const needsEstimate = works && (isFirst || readsOthers || conclusion.isOtherPlanhat);
  return {
    describe: isDescribed || isPromoted ? null : findings.token,
    token: isPromoted
      ? "promote"
      : slot === "candidate" && destroysToken(verdict)
        ? "destroy"
        : "keep",
    startsAfresh: works && conclusion.isOtherPlanhat,
    leavesIncident,
    change,
    update,
    estimate: needsEstimate
      ? "observed" in findings.found
        ? countSampled(findings.found.observed)
        : []
      : undefined,
    isMailed: mustBeMailed(check, connection, change, verdict),
  };
}

/** The new values of the connection's row, including the time of its next check. */
function decideUpdate(
  input: CheckToDecide,
  change: ConnectionChange,
  refusal: Refusal | undefined,
): Pick<CheckDecision, "update" | "leavesIncident"> {
  const { check, connection, findings, conclusion, inconclusiveCandidate, now } = input;
  const { verdict, host, planhat } = conclusion;
  const { state, adoptsVerdict, failuresInARow } = change;
  const works = isWorking(verdict.kind);
  const trouble = followTrouble(connection, check, {
    ...conclusion,
    keepsInconclusive: inconclusiveCandidate !== undefined,
    // While the customer is not blamed, refusals are recorded so that an incident can be recognised.
    refusal: adoptsVerdict ? undefined : refusal,
    calls: input.calls,
    isRefusedWithOthers: findings.isRefusedWithOthers ?? false,
    now,
    random: input.random,
  });
  const { attempt, attemptsInARow } = countAttempts(input, failuresInARow);
  // Plan no check for a connection without a token that works or may still work.
  const isWatched = input.hasActive || works || mayRecover(verdict);
  const nextCheckAt = planNextCheck({
    ...trouble.expectation,
    verdict: inconclusiveCandidate ?? waitsFor(verdict) ?? verdict.kind,
    attempt,
    retryAfterMs: findings.retryAfterMs,
    isUnfinished: splitDetail(verdict.detail).pending.length > 0 || isHeldBack(findings),
  });
  const hasNews = !input.isSameAsBefore && isNews(check, connection, change, verdict);
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

/** Whether the customer is blamed for the refusal of a token that worked. */
function isRefusalBelieved({ check, now }: CheckToDecide, refusal: Refusal | undefined): boolean {
  if (refusal === undefined) return true;
  const { isOfIncident, crossCheck, since } = refusal;
  if (isAskedByPerson(check.trigger) && !isOfIncident) return true;
  const ageMs = now.getTime() - since.getTime();
  return isBelieved({ crossCheck, ageMs, inIncident: isOfIncident });
}

/**
 * Counts attempts in a row, and tells which of them the next check is. A wait for our own limit is no failed attempt.
 */
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

/** Whether our own limit of calls, or a wait that Planhat asked for, kept some models from being probed. */
function isHeldBack({ found }: Findings): boolean {
  return (
    "evidence" in found &&
    found.answers.some(({ kind }) => kind === "held_back" || kind === "throttled")
  );
}
