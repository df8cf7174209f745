/**
 * Measures and limits the time of one call: its deadline, its caller's signal and the time limit of the current
 * attempt. Uses one controller and two timers, which `stop` clears. `AbortSignal.timeout` and `AbortSignal.any` would
 * keep their memory until the timeout, long after the call.
 */

/** The cause that ended a call: its caller's signal, or its deadline. */
type CallEnd = "aborted" | "deadline";

/** The time of one call; see `startCallTime`. */
export interface CallTime {
  /** `performance.now()` when the call began. */
  readonly startedAt: number;
  /** Aborts the current wait or attempt. After an attempt that took too long, this is a new signal. */
  readonly signal: AbortSignal;
  /** The cause that ended the call, or `attempt` if only the current attempt took too long. */
  readonly endedBy: CallEnd | "attempt" | undefined;
  readonly leftMs: number;
  startAttempt(): void;
  endAttempt(): void;
  /** Clears the timers and the listener. Must be called at the end of the call. */
  stop(): void;
}

/** Node and browsers fire a longer timer at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Starts the time of a call. */
export function startCallTime(limits: {
  readonly timeoutMs: number;
  readonly attemptTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}): CallTime {
  const { timeoutMs, attemptTimeoutMs, signal: callers } = limits;
  const startedAt = performance.now();
  let controller = new AbortController();
  let callEnd: CallEnd | undefined;
  let isAttemptOver = false;
  let attemptTimer: ReturnType<typeof setTimeout> | undefined;

  function endCall(by: CallEnd): void {
    callEnd ??= by;
    controller.abort();
  }
  const abort = (): void => endCall("aborted");
  const deadlineTimer = startTimer(() => endCall("deadline"), timeoutMs);
  if (callers?.aborted) abort();
  else callers?.addEventListener("abort", abort, { once: true });

  return {
    startedAt,
    get signal() {
      return controller.signal;
    },
    get endedBy() {
      return callEnd ?? (isAttemptOver ? "attempt" : undefined);
    },
    get leftMs() {
      return startedAt + timeoutMs - performance.now();
    },
    startAttempt() {
      attemptTimer = startTimer(() => {
        isAttemptOver = true;
        controller.abort();
      }, attemptTimeoutMs);
    },
    endAttempt() {
      clearTimeout(attemptTimer);
      if (isAttemptOver && callEnd === undefined) controller = new AbortController();
      isAttemptOver = false;
    },
    stop() {
      clearTimeout(deadlineTimer);
      clearTimeout(attemptTimer);
      callers?.removeEventListener("abort", abort);
    },
  };
}

function startTimer(fire: () => void, delayMs: number): ReturnType<typeof setTimeout> {
  return setTimeout(fire, Math.min(delayMs, LONGEST_TIMER_MS));
}

/** Waits for this time, or until the signal aborts. */
export function waitMs(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = startTimer(finish, delayMs);
    signal.addEventListener("abort", finish, { once: true });
    if (signal.aborted) finish();
  });
}
