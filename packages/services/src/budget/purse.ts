/**
 * What one process holds of one budget: calls that were granted and not yet used, and who waits for more. A grant is
 * used within its time or not at all, and accounted for once it is used up or old; nobody has to remember to.
 */
import type { BudgetLesson, CallKind } from "@churned/domain";
import { grantTtlMs, joinLessons } from "@churned/domain";
import { BudgetSpentError } from "../worker-context.ts";

/** Pages are fetched one after another: so many are granted at a time. */
const pagesAtATime = 6;
/** How long a page waits in its place; a sync whose share is used up for longer gives its place to others. */
const pagePatienceMs = 750;
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
export class Purse {
  readonly #now: () => number;
  readonly #ask: () => void;
  readonly #waiting: Record<CallKind, Set<Waiter>> = { probe: new Set(), page: new Set() };
  readonly #held: Record<CallKind, Grant | undefined> = { probe: undefined, page: undefined };
  #settled: Grant[] = [];
  #lesson: BudgetLesson | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(now: () => number, ask: () => void) {
    this.#now = now;
    this.#ask = ask;
  }

  /** Resolves when a call may start, which it then must at once. */
  draw(kind: CallKind, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(toError(signal.reason));
    if (this.#waiting[kind].size === 0 && this.#use(kind)) return Promise.resolve();
    return new Promise((resolve, reject) => {
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
    if (lesson.isThrottled) this.#ask();
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

  /** The row's answer. With no calls granted, `wait` says when to ask again, and whether Planhat itself refuses. */
  grant(
    kind: CallKind,
    grant: Grant,
    wait: { readonly ms: number; readonly isThrottled: boolean },
  ): void {
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
    if (kind === "page" && wait.ms > pagePatienceMs)
      for (const waiter of this.#waiting.page)
        waiter.refuse(new BudgetSpentError(wait.ms, wait.isThrottled));
    if (this.#waiting[kind].size > 0) this.#askIn(wait.ms);
  }

  /** The row could not be looked at. */
  fail(error: Error): void {
    for (const kind of kinds) for (const waiter of this.#waiting[kind]) waiter.refuse(error);
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

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("The call was ended.", { cause: reason });
}
