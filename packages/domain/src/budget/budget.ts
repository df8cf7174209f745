/**
 * A connection's budget of calls to Planhat, shared by all processes. Pure functions compute the next state, which is
 * kept in one database row. A process gets a grant: the permission for several calls at once. A grant counts in full
 * until its process reports when its calls started. If the process dies, all calls of the grant count as if they had
 * started at the latest allowed time. So no window of one minute has more calls than the limit, and syncs never use the
 * calls that are reserved for checks.
 */
import {
  callsPerMinute,
  callsReservedForChecks,
  countTolerance,
  grantTtlMs,
  learnedForMs,
  learnedMin,
  throttledForMaxMs,
  throttledForMs,
  windowMs,
} from "./limits.ts";

/** The purpose of a call: `probe` for a check, for which a person may be waiting; `page` for a sync. */
export type CallKind = "probe" | "page";

/** The content of the database row. Times are in milliseconds, by the database's clock. */
export interface BudgetState {
  /** The start times of all calls in the last minute. */
  readonly starts: Readonly<Record<CallKind, readonly number[]>>;
  readonly grants: readonly {
    readonly id: string;
    readonly kind: CallKind;
    readonly calls: number;
    readonly at: number;
  }[];
  /**
   * What Planhat's answers told about each token, by the fingerprint (keyed hash) of the token. Another token of the
   * same connection may belong to another Planhat, so it has its own entry.
   */
  readonly told: Readonly<Record<string, Told>>;
}

/** What Planhat's answers to one token said about the token's quota of calls. */
export interface Told {
  /** A lower limit that Planhat's answers showed, and until when it applies. */
  readonly learned: { readonly limit: number; readonly until: number } | null;
  /** The number of calls by other programs that use the same quota, computed from Planhat's headers. */
  readonly foreign: { readonly calls: number; readonly until: number } | null;
  /** For each model that got a 429 answer: the time before which the model is not called. Other models are called. */
  readonly waits: Readonly<Record<string, number>>;
}

/** The state of a budget that nobody has used. */
export const unusedBudget: BudgetState = {
  starts: { probe: [], page: [] },
  grants: [],
  told: {},
};
const nothingTold: Told = { learned: null, foreign: null, waits: {} };

/** What an answer of Planhat says about the quota of calls. */
export interface BudgetLesson {
  /**
   * The models that got a 429 answer, each with the wait in milliseconds that Planhat asked for; null if Planhat named
   * no wait.
   */
  readonly throttled: Readonly<Record<string, number | null>>;
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly resetMs: number | null;
}

/** Grants up to `wanted` calls. If no call is free, `granted` is 0, and `freeAt` is the earliest time to ask again. */
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

/**
 * Settles a grant after its process reports: its calls started `agesMs` ago, and its unused calls become free again.
 */
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

/** For each model of a token that got a 429 answer: the time until which the model waits. */
export function waitsOf(state: BudgetState, fingerprint: string): Told["waits"] {
  return (state.told[fingerprint] ?? nothingTold).waits;
}

/** How long a model waits after a 429 answer: as long as Planhat asks for, but at most ten minutes. */
export function waitAfterThrottleMs(askedMs: number | null): number {
  return Math.min(askedMs ?? throttledForMs, throttledForMaxMs);
}

/**
 * Joins two lessons that arrived between two updates of the row. The headers of the later lesson count, and the waits
 * of both lessons are kept.
 */
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

/**
 * Updates what is known about the quota of one token: its waits after 429 answers, its limit, and the calls of other
 * programs on the same quota.
 */
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
  // A 429 answer far below the limit does not prove a lower limit: other programs used the same quota, or Planhat is
  // busy.
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

/** For each call that counts now, the time until which the call counts. The times are in ascending order. */
function countedUntil(state: BudgetState, kinds: readonly CallKind[], now: number): number[] {
  const until = kinds.flatMap((kind) => state.starts[kind].map((at) => at + windowMs));
  for (const { kind, calls, at } of state.grants)
    if (kinds.includes(kind))
      for (let call = 0; call < calls; call += 1) until.push(at + grantTtlMs + windowMs);
  return until.filter((at) => at > now).toSorted((a, b) => a - b);
}

/** Adds the calls of other programs on the same quota. */
function withForeign(until: readonly number[], { foreign }: Told): readonly number[] {
  if (foreign === null) return until;
  const theirs = Array.from({ length: foreign.calls }, () => foreign.until);
  return [...until, ...theirs].toSorted((a, b) => a - b);
}

/** The first time at which fewer than `limit` calls count; `now` if fewer calls count already. */
function leavesAt(until: readonly number[], limit: number, now: number): number {
  return until.length < limit ? now : (until[until.length - limit] ?? now);
}
