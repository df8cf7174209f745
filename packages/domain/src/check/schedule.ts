/**
 * When a connection is checked next: one pure function, and its constants. The tests verify its promises in a simulated
 * year:
 *
 * - A token that stops working is found within `detectionMaxMs`. Only time in which Planhat answers counts. A sync that
 *   succeeds counts as a check.
 * - One failed scheduled check changes no state. The state changes after `failuresBeforeBroken` failed checks in a row,
 *   minutes apart.
 * - If no person asks for checks, we make at most `callsByItselfPerDayMax` calls for a connection in a day (UTC),
 *   whatever goes wrong. Only the last check of a day may exceed this limit.
 *
 * `random` is uniform in [0, 1).
 */
import { defaultPlan, plannedModels } from "../plan/models.ts";
import type { VerdictKind } from "../verdict/kinds.ts";
import { verdictTable } from "../verdict/kinds.ts";
import { isInconclusive, isWorking } from "../verdict/verdict.ts";
import {
  attemptsPerCall,
  calmIntervalMs,
  checksPerDayMax,
  checksToSpread,
  firstRetryMs,
  outageIntervalMaxMs,
  suspiciousIntervalMs,
} from "./limits.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** With the default plan, a check reads one page of each model, and the lean list (all companies in one answer). */
const pagesPerCheck = plannedModels(defaultPlan).length + 1;
/**
 * The greatest number of calls of an ordinary check. A check that makes more calls (other hosts, more models, attempts
 * that failed because of us) counts as several checks.
 */
export const callsPerCheck = attemptsPerCall * pagesPerCheck;
/**
 * The greatest number of calls for a connection in a day if no person asks for checks. Planhat allows more in ten
 * minutes.
 */
export const callsByItselfPerDayMax = checksPerDayMax * callsPerCheck;
/**
 * The longest time until the connection of a removed token is called broken. Only time in which Planhat answers counts.
 * It is the sum of one interval of a working connection with its jitter, one interval on a day with an outage, and the
 * interval to the second failed check.
 */
export const detectionMaxMs = 1.25 * calmIntervalMs + 45 * minuteMs + 1.25 * suspiciousIntervalMs;

/**
 * Changes an interval by up to a quarter. Otherwise connections that were created together would always be checked
 * together.
 */
function jitter(intervalMs: number, random: number): number {
  return Math.round(intervalMs * (0.75 + random / 2));
}

/** The UTC day for which checks are counted, such as `2026-11-23`. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** How many automatic checks a connection had today, from its stored day and count. */
export function countChecksToday(
  noted: { readonly checksOn: string | null; readonly checksThatDay: number },
  now: Date,
): number {
  return noted.checksOn === dayOf(now) ? noted.checksThatDay : 0;
}

/** The number of checks that a check with this many calls counts as. */
export function weighCheck(calls: number): number {
  return Math.max(1, Math.ceil(calls / callsPerCheck));
}

/** The input for planning a connection's next check. */
export interface Expectation {
  readonly now: Date;
  /** The last verdict. After a sync that read everything, it is `connected`. */
  readonly verdict: VerdictKind;
  /** The number of checks in a row that were inconclusive or failed, including this check; at least 1. */
  readonly attempt: number;
  /** The number of automatic checks today, including this check. */
  readonly checksToday: number;
  /**
   * True if the connection stays a member of an open incident. The incident then checks other members on behalf of all,
   * and the end of the incident makes this connection due again.
   */
  readonly inIncident: boolean;
  /** The wait that Planhat asked for. */
  readonly retryAfterMs?: number | undefined;
  /**
   * True if some models have not answered yet. The next check then asks these models again, in case the worker that
   * waits for their answers dies.
   */
  readonly isUnfinished?: boolean;
  readonly random: number;
}

/** The time of a connection's next check, unless a person asks for one before. */
export function planNextCheck(expectation: Expectation): Date {
  const { now, random } = expectation;
  const wishedMs = Math.max(
    delayToNextCheckMs(expectation),
    Math.min(expectation.retryAfterMs ?? 0, calmIntervalMs),
  );
  const left = checksPerDayMax - expectation.checksToday;
  const tomorrow = Math.floor(now.getTime() / dayMs) * dayMs + dayMs;
  const leftOfDayMs = tomorrow - now.getTime();
  // The worker may open two checks at once for a connection: one of the candidate (the saved, unproven token) and one
  // of the active token.
  if (left < 2 && wishedMs < leftOfDayMs) return new Date(tomorrow + jitter(hourMs / 2, random));
  const isSpread = isInconclusive(expectation.verdict) && left <= checksToSpread;
  const pacedMs = isSpread ? leftOfDayMs / left : 0;
  return new Date(now.getTime() + Math.max(wishedMs, jitter(pacedMs, random)));
}

function delayToNextCheckMs(expectation: Expectation): number {
  const { verdict, attempt, inIncident, random } = expectation;
  const { retry } = verdictTable[verdict];
  if (isWorking(verdict) && expectation.isUnfinished === true && !inIncident)
    return jitter(suspiciousIntervalMs, random);
  if (isWorking(verdict) || inIncident) return jitter(calmIntervalMs, random);
  const growth = 2 ** Math.min(attempt - 1, 12);
  if (retry !== null)
    return jitter(Math.min(firstRetryMs[retry] * growth, outageIntervalMaxMs), random);
  return jitter(Math.min(suspiciousIntervalMs * growth, calmIntervalMs), random);
}
