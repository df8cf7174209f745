/**
 * When a connection is checked next: one pure policy, and its constants. The tests verify its promises in a simulated
 * year:
 *
 * - A token that stops working is found within `detectionMaxMs`, counting only the time in which Planhat answers. A sync
 *   that succeeds counts as a check.
 * - One failed scheduled check changes no state: `failuresBeforeBroken` in a row do, minutes apart.
 * - Without a person asking, we make at most `callsByItselfPerDayMax` calls for a connection in a day (UTC), whatever
 *   goes wrong. Only the last check of a day may exceed it.
 *
 * `random` is uniform in [0, 1).
 */
import { defaultPlan, plannedModels } from "../plan/models.ts";
import type { VerdictKind } from "../verdict/kinds.ts";
import { verdictTable } from "../verdict/kinds.ts";
import { isInconclusive, isWorking } from "../verdict/verdict.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The interval of checks while a connection works; jitter changes it by up to a quarter. */
export const calmIntervalMs = 4 * hourMs;
/** The first interval after a failed check; it doubles with each further failure, up to `calmIntervalMs`. */
export const suspiciousIntervalMs = 2 * minuteMs;
/**
 * The first interval after an inconclusive check; it doubles with each further one, up to ten minutes. Planhat's limit
 * is per minute: a throttled connection that is tested sooner is throttled again.
 */
const firstRetryMs = { outage: 4_000, throttle: minuteMs } as const;
const outageIntervalMaxMs = 10 * minuteMs;

/**
 * The most checks of a connection in a day without a person asking. A working connection gets six; an outage of a whole
 * day uses them all.
 */
export const checksPerDayMax = 75;
/** How often a check sends each call, at most. */
export const attemptsPerCall = 2;
/** With the default plan, a check reads one page of each model and the lean list of companies. */
const pagesPerCheck = plannedModels(defaultPlan).length + 1;
/**
 * The most calls of an ordinary check. A check that makes more (other hosts, more models, our own failed attempts)
 * counts as several.
 */
export const callsPerCheck = attemptsPerCall * pagesPerCheck;
/** The most calls for a connection in a day without a person asking: fewer than Planhat allows in ten minutes. */
export const callsByItselfPerDayMax = checksPerDayMax * callsPerCheck;
/**
 * When at most this many of a day's checks are left, retries after inconclusive checks are spread over the rest of it.
 */
const checksToSpread = 40;
/**
 * How long it takes at most until a removed token is called broken, counting only the time in which Planhat answers:
 * one calm interval with its jitter, one spread interval of a day with an outage, and the interval to the second check.
 */
export const detectionMaxMs = 1.25 * calmIntervalMs + 45 * minuteMs + 1.25 * suspiciousIntervalMs;

/** Changes an interval by up to a quarter, so that connections created together are not checked together for ever. */
function jitter(intervalMs: number, random: number): number {
  return Math.round(intervalMs * (0.75 + random / 2));
}

/** The UTC day by which checks are counted: `2026-11-23`. */
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

/** How many checks a check of so many calls counts as. */
export function weighCheck(calls: number): number {
  return Math.max(1, Math.ceil(calls / callsPerCheck));
}

/** The input for planning a connection's next check. */
export interface Expectation {
  readonly now: Date;
  /** The last verdict; `connected` after a sync that read everything. */
  readonly verdict: VerdictKind;
  /** How many checks in a row were inconclusive or failed, this one included; at least 1. */
  readonly attempt: number;
  /** Today's automatic checks, this one included. */
  readonly checksToday: number;
  /**
   * True if it stays part of an open incident: the incident checks other connections instead, and its end resumes it.
   */
  readonly inIncident: boolean;
  /** The wait that Planhat asked for. */
  readonly retryAfterMs?: number | undefined;
  /**
   * True if some models have not answered yet: the next check asks them, in case the worker that waits for them dies.
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
  // The sweep may open two checks at once: one of a candidate and one of the active token.
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

/** The time for the check of a Save: opening the token, probing and retrying. */
export const saveCheckBudgetMs = 20_000;
/** The time for any other check. */
export const checkBudgetMs = 60_000;
