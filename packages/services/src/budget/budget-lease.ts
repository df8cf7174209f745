/**
 * The lease of one process on one budget. The lease has the granted calls that are not used yet, and the calls that
 * wait for a grant. A grant that is not used in time expires. Used and expired grants are reported to the budget's row
 * together with the next request for calls (a refill).
 */
import type { BudgetLesson, CallKind } from "@churned/domain/budget";
import { grantTtlMs, joinLessons, waitAfterThrottleMs } from "@churned/domain/budget";
import { BudgetSpentError, WorkStoppedError } from "../context/worker-context.ts";

/** Pages are read one after another, so a stream soon needs several calls. It asks for this many calls at once. */
const pagesAtATime = 6;
/**
 * How long a call waits in this process. If a sync must wait longer, it lets another sync run. If a check must wait
 * longer, it ends at once and reports the end of the wait.
 */
const patienceMs = 750;
/** A grant is not used in its last 1.5 s, because the answer to the request and the start of the call take time. */
const usableMs = grantTtlMs - 1_500;

/** A grant of several calls, in the form that this process uses. */
export interface Grant {
  readonly id: string;
  readonly calls: number;
  /** When this process asked for the grant, by its own clock. */
  readonly askedAt: number;
  readonly startedAt: number[];
}

interface Waiter {
  readonly model: string;
  readonly start: () => void;
  readonly refuse: (error: Error) => void;
}

/**
 * A request to the budget's row: the number of calls wanted of each kind, the grants to settle, and what Planhat's
 * answers said about the quota.
 */
export interface Refill {
  readonly wanted: Readonly<Record<CallKind, number>>;
  readonly settled: readonly Grant[];
  readonly lesson: BudgetLesson | null;
}

const kinds = ["probe", "page"] as const;

/**
 * The lease of this process on one budget. The lease calls `ask` when it needs a refill. The owner of the lease answers
 * with `grant` or `fail`.
 */
export class BudgetLease {
  readonly #now: () => number;
  readonly #ask: () => void;
  readonly #waiting: Record<CallKind, Set<Waiter>> = { probe: new Set(), page: new Set() };
  readonly #held: Record<CallKind, Grant | undefined> = { probe: undefined, page: undefined };
  #settled: Grant[] = [];
  #lesson: BudgetLesson | null = null;
  /** For each throttled model, the time until which the model waits, by the clock of this process. */
  readonly #waits = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(now: () => number, ask: () => void) {
    this.#now = now;
    this.#ask = ask;
  }

  /**
   * Resolves when a call may start; the caller must start the call at once. Rejects with `BudgetSpentError` if the call
   * must wait for long.
   */
  async draw(kind: CallKind, model: string, signal: AbortSignal): Promise<void> {
    const waitMs = this.#remainingWaitMs(model);
    if (waitMs > patienceMs) throw new BudgetSpentError(waitMs, true);
    if (waitMs > 0) await waitOrAbort(waitMs, signal);
    if (signal.aborted) throw toError(signal.reason);
    if (this.#waiting[kind].size === 0 && this.#use(kind)) return;
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        this.#waiting[kind].delete(waiter);
        reject(toError(signal.reason));
      };
      const settle = (end: () => void): void => {
        signal.removeEventListener("abort", leave);
        this.#waiting[kind].delete(waiter);
        end();
      };
      const waiter: Waiter = {
        model,
        start: () => settle(resolve),
        refuse: (error) => settle(() => reject(error)),
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting[kind].add(waiter);
      this.#ask();
    });
  }

  /**
   * Keeps what an answer said about the quota until the next refill. If Planhat throttled a model, asks for a refill at
   * once, so that other processes learn about it.
   */
  learn(lesson: BudgetLesson): void {
    this.#lesson = joinLessons(this.#lesson, lesson);
    const throttled = Object.entries(lesson.throttled);
    for (const [model, askedMs] of throttled) this.#wait(model, waitAfterThrottleMs(askedMs));
    if (throttled.length > 0) this.#ask();
  }

  /**
   * Takes over the waits of models that Planhat throttled in other processes: for each model, the rest of the wait in
   * ms.
   */
  applyWaits(waitsMs: Readonly<Record<string, number>>): void {
    for (const [model, ms] of Object.entries(waitsMs)) this.#wait(model, ms);
  }

  /** True if the lease has nothing to ask for, to settle or to report. */
  get isIdle(): boolean {
    return (
      kinds.every((kind) => this.#waiting[kind].size === 0 && this.#held[kind] === undefined) &&
      this.#settled.length === 0 &&
      this.#lesson === null
    );
  }

  /**
   * Takes the next request to the budget's row. The grants in this request are removed from the lease. With `isLast`,
   * gives back every grant.
   */
  takeRefill(isLast = false): Refill {
    for (const kind of kinds) {
      const held = this.#held[kind];
      if (held !== undefined && (isLast || this.#isExpired(held))) this.#retire(kind);
    }
    const refill: Refill = {
      wanted: {
        probe: this.#waiting.probe.size,
        page: this.#waiting.page.size === 0 ? 0 : Math.max(pagesAtATime, this.#waiting.page.size),
      },
      settled: this.#settled,
      lesson: this.#lesson,
    };
    this.#settled = [];
    this.#lesson = null;
    return refill;
  }

  /**
   * Receives the answer of the budget's row. If no calls were granted, `waitMs` says how long to wait before asking
   * again.
   */
  grant(kind: CallKind, grant: Grant, waitMs: number): void {
    for (const waiter of this.#waiting[kind]) {
      const modelMs = this.#remainingWaitMs(waiter.model);
      if (modelMs > patienceMs) waiter.refuse(new BudgetSpentError(modelMs, true));
    }
    if (grant.calls > 0) {
      this.#retire(kind);
      this.#held[kind] = grant;
      for (const waiter of this.#waiting[kind]) {
        if (!this.#use(kind)) break;
        waiter.start();
      }
      if (this.#waiting[kind].size > 0) this.#askIn(0);
      return;
    }
    if (waitMs > patienceMs)
      for (const waiter of this.#waiting[kind]) waiter.refuse(new BudgetSpentError(waitMs, false));
    if (this.#waiting[kind].size > 0) this.#askIn(waitMs);
  }

  /**
   * Ends the lease because the work has ended or was stopped: refuses the waiting calls, and gives back the granted
   * calls at once.
   */
  stop(): void {
    for (const kind of kinds) {
      this.#retire(kind);
      for (const waiter of this.#waiting[kind]) waiter.refuse(new WorkStoppedError());
    }
    if (this.#settled.length > 0) this.#ask();
  }

  /** Rejects every waiting call, because the budget's row could not be read. */
  fail(error: Error): void {
    for (const kind of kinds) for (const waiter of this.#waiting[kind]) waiter.refuse(error);
  }

  #wait(model: string, ms: number): void {
    const until = Math.max(this.#waits.get(model) ?? 0, this.#now() + ms);
    if (ms > 0) this.#waits.set(model, until);
  }

  #remainingWaitMs(model: string): number {
    return Math.max(0, (this.#waits.get(model) ?? 0) - this.#now());
  }

  #use(kind: CallKind): boolean {
    const held = this.#held[kind];
    if (held === undefined || this.#isExpired(held)) return false;
    held.startedAt.push(this.#now());
    if (held.startedAt.length === held.calls) this.#retire(kind);
    return true;
  }

  #isExpired(grant: Grant): boolean {
    return this.#now() - grant.askedAt > usableMs;
  }

  #retire(kind: CallKind): void {
    const held = this.#held[kind];
    if (held !== undefined) this.#settled.push(held);
    this.#held[kind] = undefined;
  }

  #askIn(waitMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#ask();
    }, waitMs);
  }
}

/** Resolves after `ms`, or earlier when the signal aborts. */
function waitOrAbort(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("The call was ended.", { cause: reason });
}
