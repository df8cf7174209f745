/**
 * The limiter keeps the calls of one connection within Planhat's limits: at most `maxCalls` starts in any window of
 * `windowMs`, at most `maxPages` pages and `maxProbes` probes at once, and at most `maxAtOnce` of both together.
 * Probes start before waiting pages, and a part of the calls is reserved for probes. So a check stays quick during a
 * long sync. A start counts even if its attempt fails.
 */

import type { ModelName } from "./models/index.ts";

/** `probe`: a cheap call that somebody waits for. `page`: bulk reading. */
export type RequestKind = "probe" | "page";

/** The interface that the client asks before every attempt. Implement it to share a budget between processes. */
export interface Limiter {
  /**
   * Resolves when the attempt may start. The caller must call the returned function when the attempt has ended.
   * Rejects with the signal's reason if the signal aborts first. `model` is the model that will be requested.
   */
  acquire(kind: RequestKind, signal: AbortSignal, model: ModelName): Promise<() => void>;
}

/** The limits of the in-process limiter; for the defaults see `createLimiter`. */
export interface LimiterOptions {
  readonly maxCalls?: number;
  readonly windowMs?: number;
  readonly maxPages?: number;
  readonly maxProbes?: number;
  /** The maximum of probes and pages together. */
  readonly maxAtOnce?: number;
  /** How many of `maxCalls` pages may not use, because they are reserved for probes. */
  readonly reservedForProbes?: number;
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
}

interface Waiter {
  readonly start: () => void;
}

/**
 * Makes a limiter for one process. Defaults: 200 calls in any 60 s, of which 20 are reserved for probes; at most 4
 * pages and 30 probes at once, and at most 50 of both together. Source: Planhat's "authentication and limits" (200
 * calls a minute, bursts of 50).
 */
export function createLimiter(options: LimiterOptions = {}): Limiter {
  const {
    maxCalls = 200,
    windowMs = 60_000,
    maxAtOnce = 50,
    reservedForProbes = Math.min(20, Math.floor(maxCalls / 10)),
    now = () => performance.now(),
  } = options;
  const atOnce = { page: options.maxPages ?? 4, probe: options.maxProbes ?? 30 };
  const running = { page: 0, probe: 0 };
  const waiting: Record<RequestKind, Set<Waiter>> = { page: new Set(), probe: new Set() };
  const starts: number[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function forgetOldStarts(at: number): void {
    // `<`, not `<=`: a start that is exactly one window old and a new start are still in the same closed window.
    while (starts.length > 0 && (starts[0] ?? at) + windowMs < at) starts.shift();
  }

  function hasCapacity(kind: RequestKind): boolean {
    const budget = kind === "probe" ? maxCalls : maxCalls - reservedForProbes;
    const hasPlace = running[kind] < atOnce[kind] && running.page + running.probe < maxAtOnce;
    return hasPlace && starts.length < budget;
  }

  function letOut(): void {
    const at = now();
    forgetOldStarts(at);
    for (const kind of ["probe", "page"] as const) {
      for (const waiter of waiting[kind]) {
        if (!hasCapacity(kind)) break;
        waiting[kind].delete(waiter);
        running[kind] += 1;
        starts.push(at);
        waiter.start();
      }
    }
    scheduleNext(at);
  }

  function scheduleNext(at: number): void {
    clearTimeout(timer);
    timer = undefined;
    const oldest = starts[0];
    if (oldest === undefined || waiting.probe.size + waiting.page.size === 0) return;
    timer = setTimeout(letOut, Math.max(1, Math.ceil(oldest + windowMs - at) + 1));
  }

  function makeRelease(kind: RequestKind): () => void {
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      running[kind] -= 1;
      letOut();
    };
  }

  return {
    acquire(kind, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(toError(signal.reason));
          return;
        }
        const leave = (): void => {
          waiting[kind].delete(waiter);
          scheduleNext(now());
          reject(toError(signal.reason));
        };
        const waiter: Waiter = {
          start: () => {
            signal.removeEventListener("abort", leave);
            resolve(makeRelease(kind));
          },
        };
        signal.addEventListener("abort", leave, { once: true });
        waiting[kind].add(waiter);
        letOut();
      });
    },
  };
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("The call was ended.", { cause: reason });
}
