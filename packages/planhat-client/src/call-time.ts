/**
 * The time of one call: its deadline, its caller's signal and the limit of the attempt under way, on one controller
 * and two timers that `stop` clears. `AbortSignal.timeout` and `AbortSignal.any` would stay, with all that hangs on
 * them, until the time is over, long after the call.
 */

/** How a call's time ended: its caller's signal, or its deadline. */
type CallEnd = "aborted" | "deadline";

/** The time of one call; see `startCallTime`. */
export interface CallTime {
  /** `performance.now()` at the beginning. */
  readonly startedAt: number;
  /** Ends what is under way now: a wait, or an attempt. A new one after an attempt that took too long. */
  readonly signal: AbortSignal;
  /** What ended the call, or the attempt under way. */
  readonly endedBy: CallEnd | "attempt" | undefined;
  readonly leftMs: number;
  startAttempt(): void;
  endAttempt(): void;
  /** Must be called when the call has ended. */
  stop(): void;
}

/** Beyond this a timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Starts a call's time. */
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

/** Waits, at most until the signal aborts. */
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
