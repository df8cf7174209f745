/**
 * One call: attempts under one deadline. Only GET is ever sent, so every attempt may be repeated. A wait that would
 * end after the deadline is not begun: the error is thrown at once, so that the caller can plan with `retryAfterMs`.
 */

import type { ReadResult } from "./answer.ts";
import { makeAttempt, makeCallError } from "./attempt.ts";
import type { AttemptSettings, Call } from "./attempt.ts";
import { startCallTime, waitMs } from "./call-time.ts";
import { PlanhatError } from "./errors.ts";
import type { RequestKind } from "./limiter.ts";
import type { RetryBudget } from "./retry-budget.ts";
import { backoffDelayMs } from "./retry.ts";

/** Settings shared by a client's calls. */
export interface CallSettings extends AttemptSettings {
  readonly retryBaseMs: number;
  readonly retryBudget: RetryBudget;
}

/** Settings of one call; they win over the client's. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly attemptTimeoutMs?: number | undefined;
  readonly retries?: number | undefined;
  /** By whose share of the budget it goes. Default: `probe` for `probe`, else `page`. */
  readonly kind?: RequestKind | undefined;
}

/** How long, and how often, one call may be tried. */
export interface CallLimits {
  readonly retries: number;
  readonly timeoutMs: number;
  readonly attemptTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

const RETRY_CAP_MS = 15_000;

/** Makes the call, with its retries. Throws a `PlanhatError`, or what limiter or observer threw of their own. */
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

/** How long to wait before the next attempt; undefined when there is to be none. Draws on the budget. */
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
  // Who is told when to come back multiplies nothing by coming then.
  const isInvited = error.kind === "throttled" && retryAfterMs !== undefined;
  return isInvited || retryBudget.take() ? delayMs : undefined;
}
