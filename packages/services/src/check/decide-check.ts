/**
 * Decides what a finished check changes: its token, its connection, the estimate, the timeline, and whether the
 * customer gets a mail. A pure function without reads or writes, so that tests need only values. `applyDecision`
 * applies the result.
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

/** Everything on which the decision depends. */
export interface CheckToDecide {
  readonly check: CheckRow;
  readonly connection: ConnectionRow;
  readonly credential: CredentialRow;
  readonly slot: TestedSlot;
  readonly hasActive: boolean;
  readonly findings: Findings;
  readonly conclusion: Conclusion;
  /** The last verdict of the candidate (the saved, unproven token), if the candidate must be checked again. */
  readonly inconclusiveCandidate: VerdictKind | undefined;
  /** The number of calls to Planhat that the check made, including its earlier attempts. */
  readonly calls: number;
  /** True if the check had the same verdict before, and this conclusion only completes it. */
  readonly isSameAsBefore: boolean;
  readonly now: Date;
  /** Uniform in [0, 1), for jitter. */
  readonly random: number;
}

/** The effects of a check, in the order in which they are applied. */
export interface CheckDecision {
  /**
   * The fingerprint and last four characters of the token, if they must be stored: they are not stored yet, and no
   * promotion stores them.
   */
  readonly describe: Findings["token"];
  /** What happens to the tested token. `promote`: it replaces the active token. */
  readonly token: "promote" | "destroy" | "keep";
  /** True if the stored records of an earlier Planhat must be erased. */
  readonly startsAfresh: boolean;
  /** The incident that the connection leaves; null if it leaves none. */
  readonly leavesIncident: string | null;
  readonly change: ConnectionChange;
  readonly update: ConnectionUpdate;
  /** The counts with which a new estimate starts; undefined if no estimate is needed. */
  readonly estimate: readonly EstimateOfModel[] | undefined;
  /** True if the customer gets a mail that says what they must do. */
  readonly isMailed: boolean;
}

/**
 * Decides what a check changes. The caller must have locked the connection, so that no other transaction changes the
 * rows.
 */
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
  // If the new token reads the same models of the same Planhat as the replaced token, no new estimate is made, because
  // it would cost calls.
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
    // As long as we do not blame the customer, store the refusal, so that an incident can be recognised.
    refusal: adoptsVerdict ? undefined : refusal,
    calls: input.calls,
    isRefusedWithOthers: findings.isRefusedWithOthers ?? false,
    now,
    random: input.random,
  });
  const { attempt, attemptsInARow } = countAttempts(input, failuresInARow);
  // Plan no check for a connection if it has neither a token that works nor a token that may still work.
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

/** Whether we believe the refusal of a token that worked before, so that the customer must act. */
function isRefusalBelieved({ check, now }: CheckToDecide, refusal: Refusal | undefined): boolean {
  if (refusal === undefined) return true;
  const { isOfIncident, crossCheck, since } = refusal;
  if (isAskedByPerson(check.trigger) && !isOfIncident) return true;
  const ageMs = now.getTime() - since.getTime();
  return isBelieved({ crossCheck, ageMs, inIncident: isOfIncident });
}

/**
 * Counts the attempts in a row, and returns the number of the next attempt. A wait for our own limit of calls does not
 * count as a failed attempt.
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

/** Whether some models were not read because of our own limit of calls, or because Planhat asked us to wait. */
function isHeldBack({ found }: Findings): boolean {
  return (
    "evidence" in found &&
    found.answers.some(({ kind }) => kind === "held_back" || kind === "throttled")
  );
}
