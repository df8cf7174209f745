/**
 * One call: several attempts before one deadline. Every attempt can be repeated, because the client sends only GET.
 * If the wait before the next attempt would end after the deadline, the call throws the error at once. Its caller can
 * then plan with `retryAfterMs`.
 */

import type { ReadResult } from "./answer.ts";
import { makeAttempt, makeCallError } from "./attempt.ts";
import type { AttemptSettings, Call } from "./attempt.ts";
import { startCallTime, waitMs } from "./call-time.ts";
import { PlanhatError } from "./errors.ts";
import type { RequestKind } from "./limiter.ts";
import type { RetryBudget } from "./retry-budget.ts";
import { backoffDelayMs } from "./retry.ts";

/** The settings that all calls of a client share. */
export interface CallSettings extends AttemptSettings {
  readonly retryBaseMs: number;
  readonly retryBudget: RetryBudget;
}

/** Settings of one call, which override the client's. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly attemptTimeoutMs?: number | undefined;
  readonly retries?: number | undefined;
  /** Which limits of the limiter apply to the call. Default: `probe` for the method `probe`, else `page`. */
  readonly kind?: RequestKind | undefined;
}

/** How long and how often one call may be tried. */
export interface CallLimits {
  readonly retries: number;
  readonly timeoutMs: number;
  readonly attemptTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

const RETRY_CAP_MS = 15_000;

/** Makes the call, with its retries. Throws a `PlanhatError`, or an error of the limiter or the observer. */
export async function makeCall<T>(
  settings: CallSettings,
  call: Call,
  limits: CallLimits,
  read: ReadResult<T>,
): Promise<T> {
  const time = startCallTime(limits);
  let waitingSince = time.startedAt;
  try {
    for (let number = 1; ; number += 1) {
      try {
        const result = await makeAttempt(settings, call, { number, time, waitingSince }, read);
        settings.retryBudget.giveBack();
        return result;
      } catch (error) {
        waitingSince = performance.now();
        const delayMs = planRetry(settings, error, number, limits.retries, time.leftMs);
        if (delayMs === undefined) throw error;
        await waitMs(delayMs, time.signal);
        if (time.endedBy === "aborted") throw makeCallError(call, time, number, "aborted");
      }
    }
  } finally {
    time.stop();
  }
}

/** How long to wait before the next attempt; undefined if there is no next attempt. Takes a retry from the budget. */
function planRetry(
  { retryBaseMs, retryBudget }: CallSettings,
  error: unknown,
  number: number,
  retries: number,
  leftMs: number,
): number | undefined {
  if (!(error instanceof PlanhatError) || !error.retryable) return undefined;
  if (number > retries || error.reason === "tls") return undefined;
  const { retryAfterMs } = error;
  const delayMs = retryAfterMs ?? backoffDelayMs(number, retryBaseMs, RETRY_CAP_MS, Math.random);
  if (delayMs >= leftMs) return undefined;
  // A retry at the time that Planhat asked for adds no extra traffic, so it takes nothing from the budget.
  const isAskedFor = error.kind === "throttled" && retryAfterMs !== undefined;
  return isAskedFor || retryBudget.take() ? delayMs : undefined;
}
