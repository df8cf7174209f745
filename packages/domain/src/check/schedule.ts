/**
 * When a connection is looked at next: one pure policy. Its promises, held by a simulated year in the tests:
 *
 * - A token that stops working is known to within `detectionMaxMs` of Planhat answering; a sync's good end counts as a check.
 * - One failed check by itself never alarms: `failuresBeforeBroken` in a row do, minutes apart.
 * - By ourselves we make at most `callsByItselfPerDayMax` calls for a connection in a day (UTC), whatever goes wrong; the
 *   last check of a day may go over it.
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

/** A well connection is looked at every four hours, give or take a quarter. */
export const calmIntervalMs = 4 * hourMs;
/** A connection that failed once is looked at again within minutes, then more slowly. */
export const suspiciousIntervalMs = 2 * minuteMs;
/**
 * After an inconclusive check the token is tested again: soon, then ever more slowly, up to ten minutes. Planhat counts
 * calls by the minute: a throttled connection that is tested sooner than that is throttled again.
 */
const firstRetryMs = { outage: 4_000, throttle: minuteMs } as const;
const outageIntervalMaxMs = 10 * minuteMs;

/** Checks that a connection gets by itself in a day, at most. A well one gets six; an outage of a whole day uses them up. */
export const checksPerDayMax = 75;
/** A check sends each of its calls so many times, at most. */
export const attemptsPerCall = 2;
/** Of the default plan a check reads one page of each model, and the lean list of companies. */
const pagesPerCheck = plannedModels(defaultPlan).length + 1;
/**
 * Calls of an ordinary check, at most. One that takes more (other hosts, more models, attempts of our own that failed)
 * counts as several.
 */
export const callsPerCheck = attemptsPerCall * pagesPerCheck;
/** Calls for one connection and day that nobody asked for, at most: less than Planhat allows in ten minutes. */
export const callsByItselfPerDayMax = checksPerDayMax * callsPerCheck;
/** With this many of a day's checks left, those that only wait for an outage to end are spread over what is left of it. */
const checksToSpread = 40;
/**
 * Of the time in which Planhat answers, as much passes at most until a token that was removed is called broken: a calm
 * interval with its spread, one spread check of a bad day, and the second look.
 */
export const detectionMaxMs = 1.25 * calmIntervalMs + 45 * minuteMs + 1.25 * suspiciousIntervalMs;

/** Spreads an interval by up to a quarter either way, so that connections made together do not stay together. */
function jitter(intervalMs: number, random: number): number {
  return Math.round(intervalMs * (0.75 + random / 2));
}

/** The day that checks are counted by, UTC: `2026-11-23`. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** How many checks by itself a connection had today, from the day and the number it has noted. */
export function countChecksToday(
  noted: { readonly checksOn: string | null; readonly checksThatDay: number },
  now: Date,
): number {
  return noted.checksOn === dayOf(now) ? noted.checksThatDay : 0;
}

/** As how many checks of its day one counts, by the calls that it took. */
export function weighCheck(calls: number): number {
  return Math.max(1, Math.ceil(calls / callsPerCheck));
}

/** What is known of a connection when its next check is planned. */
export interface Expectation {
  readonly now: Date;
  /** What was seen last. A sync that read everything is `connected`. */
  readonly verdict: VerdictKind;
  /** Checks in a row that were inconclusive or bad, this one included, from 1. */
  readonly attempt: number;
  /** Checks by itself today, this one included. */
  readonly checksToday: number;
  /** True where it goes on belonging to an open incident: others are looked at for it, and its end brings it back. */
  readonly inIncident: boolean;
  /** How long Planhat asked to be left alone. */
  readonly retryAfterMs?: number | undefined;
  /** True where not all models were heard of: the next check asks them, also where a worker that waits for them dies. */
  readonly isUnfinished?: boolean;
  readonly random: number;
}

/** When a connection is checked next by itself. */
export function planNextCheck(expectation: Expectation): Date {
  const { now, random } = expectation;
  const wishedMs = Math.max(
    delayToNextCheckMs(expectation),
    Math.min(expectation.retryAfterMs ?? 0, calmIntervalMs),
  );
  const left = checksPerDayMax - expectation.checksToday;
  const tomorrow = Math.floor(now.getTime() / dayMs) * dayMs + dayMs;
  const leftOfDayMs = tomorrow - now.getTime();
  // Two may be opened together, of a candidate and of the active token.
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

/**
 * Delay before attempt `attempt` (1-based: the first retry) of failed work: exponential backoff with equal jitter, uniform
 * between half of min(cap, base·2^(n-1)) and all of it. Never near 0, so that an outage gets its pause and the number of
 * attempts is a bound in time too.
 */
export function retryDelayMs(
  attempt: number,
  random: number,
  baseMs = 2_000,
  capMs = 10 * minuteMs,
): number {
  return Math.round(Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 20)) * (0.5 + random / 2));
}

/** All of a Save's check: opening, probing, retrying. */
export const saveCheckBudgetMs = 20_000;
/** All of any other check. */
export const checkBudgetMs = 60_000;
/** A candidate that never worked is destroyed after this. */
export const candidateTtlMs = 7 * dayMs;
/** A replaced token is destroyed after this, dead or not. */
export const retiringTtlMs = 14 * dayMs;
/** A replaced token is asked this often, with one call, whether it still works. */
export const proofIntervalMs = dayMs;
/** How long backups are kept, in days, where nothing else is set. */
export const backupRetentionDaysDefault = 35;
/** Planhat's soft limit for a tenant: calls in any minute. Source: its documentation of authentication and limits. */
export const callsPerMinute = 200;
/** Of them, those that syncs leave to checks, so that Save stays quick. */
export const callsReservedForChecks = 30;
/** A connection's changes are fetched this often. */
export const incrementalEveryMinutes = 60;
/** All of its records are read this often, which is what finds deletes. */
export const fullEveryMinutes = 24 * 60;
/** The promise: a connection's data is never older than this. */
export const freshWithinMinutes = 3 * 60;
/** The part of the promised time after which Churned's people are told that it is about to be missed. */
export const lateAfterShare = 0.75;
