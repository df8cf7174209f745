/** Whether a failed attempt is repeated, and after how long. */

import { PlanhatError } from "./errors.ts";
import type { RetryBudget } from "./retry-budget.ts";

/** The longest backoff. A wait that Planhat asks for may be longer; the deadline of the call limits that wait. */
const backoffMaxMs = 15_000;

/**
 * The delay before retry `retry` (from 1) in ms: full jitter in [0, min(cap, base·2^(retry-1))]. Source: AWS Builders'
 * Library, "Timeouts, retries and backoff with jitter".
 */
export function backoffDelayMs(
  retry: number,
  baseMs: number,
  capMs: number,
  random: () => number,
): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** (retry - 1)));
}

/** The settings of a client that decide about retries. */
export interface RetrySettings {
  readonly retryBaseMs: number;
  readonly retryBudget: RetryBudget;
}

/**
 * Returns how long to wait before the next attempt, in ms, or undefined if no attempt may follow: the error is final,
 * the retries are used up, or the wait would end after the deadline. A wait that Planhat asked for takes precedence over
 * the backoff. Takes a retry from the budget.
 */
export function planRetry(
  { retryBaseMs, retryBudget }: RetrySettings,
  error: unknown,
  number: number,
  retries: number,
  leftMs: number,
): number | undefined {
  if (!(error instanceof PlanhatError) || !error.retryable) return undefined;
  if (number > retries || error.reason === "tls") return undefined;
  const { retryAfterMs } = error;
  const delayMs = retryAfterMs ?? backoffDelayMs(number, retryBaseMs, backoffMaxMs, Math.random);
  if (delayMs >= leftMs) return undefined;
  // A retry at the time that Planhat asked for does not multiply traffic, so it takes nothing from the budget.
  const isAskedFor = error.kind === "throttled" && retryAfterMs !== undefined;
  return isAskedFor || retryBudget.take() ? delayMs : undefined;
}
