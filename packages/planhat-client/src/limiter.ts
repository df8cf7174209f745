/**
 * The limiter keeps one connection inside Planhat's budget: at most `maxCalls` starts in any window of `windowMs`,
 * at most `maxPages` pages and `maxProbes` probes at once, and `maxAtOnce` of both. Probes go first and have a reserve that pages cannot use,
 * so that a test stays quick during a long read. A start is counted when it is let out and never given back.
 */

import type { ModelName } from "./models/index.ts";

/** `probe`: a cheap call somebody waits for. `page`: bulk reading. */
export type RequestKind = "probe" | "page";

/** The port through which the client asks leave for every attempt. Replace it to share a budget between processes. */
export interface Limiter {
  /** Resolves when the attempt may start; the function it gives must be called when the attempt has ended.
   *  Rejects with the signal's reason when the signal aborts first. `model` is what will be asked for. */
  acquire(kind: RequestKind, signal: AbortSignal, model: ModelName): Promise<() => void>;
}

/** Limits of the in-process limiter; see `createLimiter` for defaults. */
export interface LimiterOptions {
  readonly maxCalls?: number;
  readonly windowMs?: number;
  readonly maxPages?: number;
  readonly maxProbes?: number;
  /** Of both kinds together. */
  readonly maxAtOnce?: number;
  /** Of `maxCalls`, those that pages leave to probes. */
  readonly reservedForProbes?: number;
  /** A clock in milliseconds that never goes back. */
  readonly now?: () => number;
}

interface Waiter {
  readonly start: () => void;
}

/** Makes a limiter for one process. Defaults: 200 calls in any 60 s, of which 20 are kept for probes; 4 pages and
 *  30 probes at once, never more than 50 together. Source: Planhat's "authentication and limits" (200 calls a minute, bursts of 50). */
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
    // `<`, not `<=`: a start exactly one window old still shares a closed window with a new one.
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
