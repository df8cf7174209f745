/**
 * One call: several attempts before one deadline. Every attempt can be repeated, because the client sends only GET.
 * If the wait before the next attempt would end after the deadline, the call throws the error at once. Its caller can
 * then plan with `retryAfterMs`.
 */

import type { ReadResult } from "./answer.ts";
import { makeAttempt, makeCallError } from "./attempt.ts";
import type { AttemptSettings, Call } from "./attempt.ts";
import { startCallTime, waitMs } from "./call-time.ts";
import type { RequestKind } from "./limiter.ts";
import type { RetrySettings } from "./retry.ts";
import { planRetry } from "./retry.ts";

/** The settings that all calls of a client share. */
export type CallSettings = AttemptSettings & RetrySettings;

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
