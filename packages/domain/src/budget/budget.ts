/**
 * A connection's budget of calls to Planhat, shared by every process: pure decisions over a small state that one
 * database row keeps. Calls are granted several at a time. A grant that is out counts in full until its holder says
 * when its calls really started; a holder that died is believed to have used all of them as late as it was allowed to.
 * So no window of a minute ever holds more calls than the limit, and syncs never use what is kept for checks.
 */
import { callsPerMinute, callsReservedForChecks } from "../check/schedule.ts";

/** Who asks: `probe` for a check, which somebody waits for; `page` for a sync. */
export type CallKind = "probe" | "page";

/** A holder must not start a call of a grant that is older than this. */
export const grantTtlMs = 5_000;
/** Calls set out in one order may arrive in another: they count for this much longer than a minute. */
const windowMs = 60_000 + 250;
/** What was learned of a lower limit is forgotten after this. */
const learnedForMs = 10 * 60_000;
/** Fewer than this is never believed: a sync must be able to learn that things got better. */
const learnedMin = 20;
/** A throttle without a word on how long. */
const throttledForMs = 5_000;
const throttledForMaxMs = 10 * 60_000;
/** Planhat counts calls that are still on their way to us a little differently. */
const countTolerance = 8;

/** What the row keeps. Times are the database's, in ms. */
export interface BudgetState {
  /** When each call of the last minute started. */
  readonly starts: Readonly<Record<CallKind, readonly number[]>>;
  readonly grants: readonly {
    readonly id: string;
    readonly kind: CallKind;
    readonly calls: number;
    readonly at: number;
  }[];
  /**
   * What Planhat told each token, by its fingerprint. Another token of the same connection may be another Planhat's, so
   * it starts with nothing told.
   */
  readonly told: Readonly<Record<string, Told>>;
}

/** What Planhat's answers to one token said of its quota. */
export interface Told {
  /** A lower limit, and until when it is believed. */
  readonly learned: { readonly limit: number; readonly until: number } | null;
  /** Calls that others make with the same quota, as the headers tell. */
  readonly foreign: { readonly calls: number; readonly until: number } | null;
  /** By model: it got 429, and is not asked before this. The others are. */
  readonly waits: Readonly<Record<string, number>>;
}

/** The state of a budget that nobody has used. */
export const unusedBudget: BudgetState = {
  starts: { probe: [], page: [] },
  grants: [],
  told: {},
};
const nothingTold: Told = { learned: null, foreign: null, waits: {} };

/** What an answer of Planhat tells about the quota. */
export interface BudgetLesson {
  /** The models that got 429, and how long Planhat asked to wait: null where it did not say. */
  readonly throttled: Readonly<Record<string, number | null>>;
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly resetMs: number | null;
}

/** Grants up to `wanted` calls. Where none is free, `freeAt` says from when one may be. */
export function takeCalls(
  before: BudgetState,
  ask: {
    readonly id: string;
    readonly fingerprint: string;
    readonly kind: CallKind;
    readonly wanted: number;
    readonly now: number;
  },
): { readonly state: BudgetState; readonly granted: number; readonly freeAt: number } {
  const { id, fingerprint, kind, wanted, now } = ask;
  const state = forgetOld(before, now);
  const told = state.told[fingerprint] ?? nothingTold;
  const { limit, forPages } = limitsOf(told);
  const all = withForeign(countedUntil(state, ["probe", "page"], now), told);
  const pages = withForeign(countedUntil(state, ["page"], now), told);
  const freeAt = Math.max(
    leavesAt(all, limit, now),
    kind === "page" ? leavesAt(pages, forPages, now) : now,
  );
  if (freeAt > now) return { state, granted: 0, freeAt };
  const free = Math.min(limit - all.length, kind === "page" ? forPages - pages.length : Infinity);
  const granted = Math.min(wanted, free);
  const grants = [...state.grants, { id, kind, calls: granted, at: now }];
  return { state: { ...state, grants }, granted, freeAt: now };
}

/** Accounts for a grant: its calls started `agesMs` ago, and what was not used is free again. */
export function settleGrant(
  before: BudgetState,
  report: { readonly id: string; readonly agesMs: readonly number[]; readonly now: number },
): BudgetState {
  const { id, agesMs, now } = report;
  const grant = before.grants.find((known) => known.id === id);
  if (grant === undefined) return before;
  const started = agesMs.map((ageMs) => Math.min(now, now - ageMs));
  return {
    ...before,
    starts: { ...before.starts, [grant.kind]: [...before.starts[grant.kind], ...started] },
    grants: before.grants.filter((known) => known !== grant),
  };
}

/** Until when each model of a token waits because Planhat said so. */
export function waitsOf(state: BudgetState, fingerprint: string): Told["waits"] {
  return (state.told[fingerprint] ?? nothingTold).waits;
}

/** How long a model waits after a 429. However long Planhat asks for, it is asked again after ten minutes. */
export function waitAfterThrottleMs(askedMs: number | null): number {
  return Math.min(askedMs ?? throttledForMs, throttledForMaxMs);
}

/** Two lessons that came before the row was looked at: the later headers count, and no throttle is forgotten over them. */
export function joinLessons(earlier: BudgetLesson | null, later: BudgetLesson): BudgetLesson {
  if (earlier === null) return later;
  const throttled: Record<string, number | null> = { ...earlier.throttled };
  for (const [model, ms] of Object.entries(later.throttled))
    throttled[model] = Math.max(waitAfterThrottleMs(ms), throttled[model] ?? 0);
  return {
    throttled,
    limit: later.limit ?? earlier.limit,
    remaining: later.remaining ?? earlier.remaining,
    resetMs: later.resetMs ?? earlier.resetMs,
  };
}

/** Learns, of one token, from a 429 and from what the headers say of the limit and of others who use it. */
export function learnBudget(
  before: BudgetState,
  fingerprint: string,
  lesson: BudgetLesson,
  now: number,
): BudgetState {
  const state = forgetOld(before, now);
  let told = state.told[fingerprint] ?? nothingTold;
  const used = countedUntil(state, ["probe", "page"], now).length;
  if (lesson.limit !== null && lesson.limit >= 1)
    told =
      lesson.limit < callsPerMinute
        ? learnLimit(told, Math.floor(lesson.limit), now)
        : { ...told, learned: null };
  const throttled = Object.entries(lesson.throttled);
  for (const [model, askedMs] of throttled) {
    const until = Math.max(told.waits[model] ?? 0, now + waitAfterThrottleMs(askedMs));
    told = { ...told, waits: { ...told.waits, [model]: until } };
  }
  // A throttle far below the limit says that others called, or that Planhat is busy; it says nothing of the limit.
  if (throttled.length > 0 && lesson.limit === null && used > limitsOf(told).limit / 2)
    told = learnLimit(told, Math.floor(used * 0.9), now);
  if (lesson.remaining !== null && lesson.resetMs !== null) {
    const others = limitsOf(told).limit - used - lesson.remaining;
    const until = now + Math.min(lesson.resetMs, windowMs);
    told = { ...told, foreign: others > countTolerance ? { calls: others, until } : null };
  }
  return { ...state, told: { ...state.told, [fingerprint]: told } };
}

function learnLimit(told: Told, limit: number, now: number): Told {
  return { ...told, learned: { limit: Math.max(learnedMin, limit), until: now + learnedForMs } };
}

function limitsOf({ learned }: Told): { readonly limit: number; readonly forPages: number } {
  const limit = Math.min(callsPerMinute, learned?.limit ?? callsPerMinute);
  const reserved = Math.floor((limit * callsReservedForChecks) / callsPerMinute);
  return { limit, forPages: limit - reserved };
}

function forgetOld(state: BudgetState, now: number): BudgetState {
  const counts = (at: number): boolean => at + windowMs > now;
  return {
    ...state,
    starts: { probe: state.starts.probe.filter(counts), page: state.starts.page.filter(counts) },
    grants: state.grants.filter(({ at }) => counts(at + grantTtlMs)),
    told: Object.fromEntries(
      Object.entries(state.told)
        .map(([fingerprint, told]) => [fingerprint, forgetTold(told, now)] as const)
        .filter(([, { learned, foreign, waits }]) => learned ?? foreign ?? Object.keys(waits)[0]),
    ),
  };
}

function forgetTold({ learned, foreign, waits }: Told, now: number): Told {
  return {
    learned: learned !== null && learned.until > now ? learned : null,
    foreign: foreign !== null && foreign.until > now ? foreign : null,
    waits: Object.fromEntries(Object.entries(waits).filter(([, until]) => until > now)),
  };
}

/** Until when each call that counts now will count, ascending. */
function countedUntil(state: BudgetState, kinds: readonly CallKind[], now: number): number[] {
  const until = kinds.flatMap((kind) => state.starts[kind].map((at) => at + windowMs));
  for (const { kind, calls, at } of state.grants)
    if (kinds.includes(kind))
      for (let call = 0; call < calls; call += 1) until.push(at + grantTtlMs + windowMs);
  return until.filter((at) => at > now).toSorted((a, b) => a - b);
}

/** Counts the calls of others too: their quota is the same. */
function withForeign(until: readonly number[], { foreign }: Told): readonly number[] {
  if (foreign === null) return until;
  const theirs = Array.from({ length: foreign.calls }, () => foreign.until);
  return [...until, ...theirs].toSorted((a, b) => a - b);
}

/** When fewer than `limit` calls count: now, where that is so already. */
function leavesAt(until: readonly number[], limit: number, now: number): number {
  return until.length < limit ? now : (until[until.length - limit] ?? now);
}
