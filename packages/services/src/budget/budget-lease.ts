/**
 * What one process holds of one budget: calls that were granted and not yet used, and who waits for more. A grant is
 * used within its time or not at all, and accounted for once it is used up or old; nobody has to remember to.
 */
import type { BudgetLesson, CallKind } from "@churned/domain/budget";
import { grantTtlMs, joinLessons, waitAfterThrottleMs } from "@churned/domain/budget";
import { BudgetSpentError, WorkStoppedError } from "../context/worker-context.ts";

/** Pages are fetched one after another: so many are granted at a time. */
const pagesAtATime = 6;
/**
 * How long a call waits here. A sync that must wait longer gives its place to others, and a check says at once that it
 * must wait, and until when.
 */
const patienceMs = 750;
/** Between the database's yes and ours, and between ours and the call's start: a part of the grant's time is left over. */
const usableMs = grantTtlMs - 1_500;

/** A grant of calls, as this process accounts for it. */
export interface Grant {
  readonly id: string;
  readonly calls: number;
  /** When it was asked for, by this process's own clock. */
  readonly askedAt: number;
  readonly startedAt: number[];
}

interface Waiter {
  readonly model: string;
  readonly start: () => void;
  readonly refuse: (error: Error) => void;
}

/** What a purse asks of the row: how many calls of each kind, with what it accounts for and what it learned. */
export interface Refill {
  readonly wanted: Readonly<Record<CallKind, number>>;
  readonly settled: readonly Grant[];
  readonly lesson: BudgetLesson | null;
}

const kinds = ["probe", "page"] as const;

/** One budget's purse. `ask` is called when the row must be looked at; the owner answers with `grant` or `fail`. */
export class BudgetLease {
  readonly #now: () => number;
  readonly #ask: () => void;
  readonly #waiting: Record<CallKind, Set<Waiter>> = { probe: new Set(), page: new Set() };
  readonly #held: Record<CallKind, Grant | undefined> = { probe: undefined, page: undefined };
  #settled: Grant[] = [];
  #lesson: BudgetLesson | null = null;
  /** Until when, by this process's clock, each model waits because Planhat said so. */
  readonly #waits = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(now: () => number, ask: () => void) {
    this.#now = now;
    this.#ask = ask;
  }

  /** Resolves when a call may start, which it then must at once. Rejects with `BudgetSpentError` where it must wait long. */
  async draw(kind: CallKind, model: string, signal: AbortSignal): Promise<void> {
    const waitMs = this.#waitOf(model);
    if (waitMs > patienceMs) throw new BudgetSpentError(waitMs, true);
    if (waitMs > 0) await rest(waitMs, signal);
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

  /** Keeps what an answer taught until the row is next looked at. A throttle is told at once. */
  learn(lesson: BudgetLesson): void {
    this.#lesson = joinLessons(this.#lesson, lesson);
    const throttled = Object.entries(lesson.throttled);
    for (const [model, askedMs] of throttled) this.#wait(model, waitAfterThrottleMs(askedMs));
    if (throttled.length > 0) this.#ask();
  }

  /** Takes over what other processes were told: how long each model must still wait. */
  hearWaits(waitsMs: Readonly<Record<string, number>>): void {
    for (const [model, ms] of Object.entries(waitsMs)) this.#wait(model, ms);
  }

  /** True where there is nothing to ask, to account for, or to tell. */
  get isIdle(): boolean {
    return (
      kinds.every((kind) => this.#waiting[kind].size === 0 && this.#held[kind] === undefined) &&
      this.#settled.length === 0 &&
      this.#lesson === null
    );
  }

  /** What to ask the row now; takes what is to be settled and told out of the purse. `isLast` gives everything back. */
  takeRefill(isLast = false): Refill {
    for (const kind of kinds) {
      const held = this.#held[kind];
      if (held !== undefined && (isLast || this.#isOver(held))) this.#putDown(kind);
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

  /** The row's answer. With no calls granted, `waitMs` says when to ask again. */
  grant(kind: CallKind, grant: Grant, waitMs: number): void {
    for (const waiter of this.#waiting[kind]) {
      const modelMs = this.#waitOf(waiter.model);
      if (modelMs > patienceMs) waiter.refuse(new BudgetSpentError(modelMs, true));
    }
    if (grant.calls > 0) {
      this.#putDown(kind);
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

  /** Its work is over or stopped: who waits is refused, and what was granted is given back at once. */
  stop(): void {
    for (const kind of kinds) {
      this.#putDown(kind);
      for (const waiter of this.#waiting[kind]) waiter.refuse(new WorkStoppedError());
    }
    if (this.#settled.length > 0) this.#ask();
  }

  /** The row could not be looked at. */
  fail(error: Error): void {
    for (const kind of kinds) for (const waiter of this.#waiting[kind]) waiter.refuse(error);
  }

  #wait(model: string, ms: number): void {
    const until = Math.max(this.#waits.get(model) ?? 0, this.#now() + ms);
    if (ms > 0) this.#waits.set(model, until);
  }

  #waitOf(model: string): number {
    return Math.max(0, (this.#waits.get(model) ?? 0) - this.#now());
  }

  #use(kind: CallKind): boolean {
    const held = this.#held[kind];
    if (held === undefined || this.#isOver(held)) return false;
    held.startedAt.push(this.#now());
    if (held.startedAt.length === held.calls) this.#putDown(kind);
    return true;
  }

  #isOver(grant: Grant): boolean {
    return this.#now() - grant.askedAt > usableMs;
  }

  #putDown(kind: CallKind): void {
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

/** Waits, at most until the signal aborts. */
function rest(ms: number, signal: AbortSignal): Promise<void> {
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
