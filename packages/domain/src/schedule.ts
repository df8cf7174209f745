/** When a connection is looked at next: pure policy, in milliseconds. `random` is uniform in [0, 1). */
import type { VerdictKind } from "./verdict/kinds.ts";
import { isInconclusive, isWorking } from "./verdict/kinds.ts";

const minuteMs = 60_000;

/** A well connection is looked at every four hours, give or take a quarter. */
export const calmIntervalMs = 4 * 60 * minuteMs;
/** A connection that failed once is looked at again within minutes, then more slowly. */
export const suspiciousIntervalMs = 2 * minuteMs;
/** After an outage a kept candidate is tested again quickly, then ever more slowly, up to ten minutes. */
export const outageIntervalMs = 4_000;
const outageIntervalMaxMs = 10 * minuteMs;
/** Planhat counts calls by the minute: sooner than that, a throttled connection is asked in vain. */
const throttledIntervalMs = minuteMs;

/** Full spread around an interval, so that connections made together do not stay together. */
function jitter(intervalMs: number, random: number): number {
  return Math.round(intervalMs * (0.75 + random / 2));
}

/**
 * Delay until the next check by itself.
 * `attempt` counts checks in a row that were inconclusive or bad, from 1.
 */
export function delayToNextCheckMs(check: {
  readonly verdict: VerdictKind;
  readonly attempt: number;
  readonly random: number;
}): number {
  const { verdict, attempt, random } = check;
  if (isWorking(verdict)) return jitter(calmIntervalMs, random);
  const growth = 2 ** Math.min(attempt - 1, 12);
  if (isInconclusive(verdict)) {
    const base = verdict === "throttled" ? throttledIntervalMs : outageIntervalMs;
    return jitter(Math.min(base * growth, outageIntervalMaxMs), random);
  }
  return jitter(Math.min(suspiciousIntervalMs * growth, calmIntervalMs), random);
}

/** Delay before attempt `attempt` (1-based: the first retry) of failed work, full jitter in [0, min(cap, base·2^(n-1))]. */
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
export const candidateTtlMs = 7 * 24 * 60 * minuteMs;
/** A replaced token is destroyed after this, dead or not. */
export const retiringTtlMs = 14 * 24 * 60 * minuteMs;
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
