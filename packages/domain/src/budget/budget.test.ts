import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BudgetState, CallKind } from "./budget.ts";
import { learnBudget, settleGrant, takeCalls, unusedBudget, waitsOf } from "./budget.ts";
import { callsPerMinute, callsReservedForChecks, grantTtlMs } from "./limits.ts";

const fingerprint = "token";

interface Call {
  readonly kind: CallKind;
  readonly at: number;
}

/**
 * The use of one grant (a permission for several calls) by a process: when the process asks, how many calls it starts
 * and when, and whether it dies before it reports them.
 */
const holder = fc.record({
  kind: fc.constantFrom<CallKind>("probe", "page"),
  wanted: fc.integer({ min: 1, max: 60 }),
  gapMs: fc.integer({ min: 0, max: 9_000 }),
  used: fc.double({ min: 0, max: 1, noNaN: true }),
  spreadMs: fc.integer({ min: 0, max: grantTtlMs }),
  dies: fc.boolean(),
});

/** The greatest number of calls of `kinds` in any minute. */
function mostInAMinute(calls: readonly Call[], kinds: readonly CallKind[]): number {
  const times = calls
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ at }) => at)
    .toSorted((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [last, at] of times.entries()) {
    while ((times[first] ?? at) < at - 60_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

describe("the shared budget", () => {
  it("never grants more than the limit in any minute, nor more pages than their share, even when processes die or report late", () => {
    fc.assert(
      fc.property(fc.array(holder, { minLength: 20, maxLength: 150 }), (holders) => {
        let state: BudgetState = unusedBudget;
        let now = 1_000_000;
        const calls: Call[] = [];
        const open: { id: string; starts: number[]; settleAt: number }[] = [];
        for (const [index, { kind, wanted, gapMs, used, spreadMs, dies }] of holders.entries()) {
          now += gapMs;
          for (const grant of open.splice(0)) {
            if (grant.settleAt > now) open.push(grant);
            else
              state = settleGrant(state, {
                id: grant.id,
                agesMs: grant.starts.map((at) => now - at),
                now,
              });
          }
          const id = String(index);
          const taken = takeCalls(state, { id, fingerprint, kind, wanted, now });
          state = taken.state;
          expect(taken.granted > 0 ? taken.freeAt === now : taken.freeAt > now).toBe(true);
          if (taken.granted === 0) continue;
          const count = Math.round(taken.granted * used);
          const starts = Array.from(
            { length: count },
            (_, call) => now + Math.floor((spreadMs * call) / Math.max(1, count)),
          );
          calls.push(...starts.map((at) => ({ kind, at })));
          if (!dies) open.push({ id, starts, settleAt: now + spreadMs });
        }
        expect(mostInAMinute(calls, ["probe", "page"])).toBeLessThanOrEqual(callsPerMinute);
        expect(mostInAMinute(calls, ["page"])).toBeLessThanOrEqual(
          callsPerMinute - callsReservedForChecks,
        );
      }),
      { numRuns: 300 },
    );
  });

  it("keeps the reserve for checks when syncs have used their whole share", () => {
    const now = 1_000;
    const pages = takeCalls(unusedBudget, { id: "a", fingerprint, kind: "page", wanted: 500, now });
    expect(pages.granted).toBe(callsPerMinute - callsReservedForChecks);
    expect(
      takeCalls(pages.state, { id: "b", fingerprint, kind: "page", wanted: 1, now }).granted,
    ).toBe(0);
    const probes = takeCalls(pages.state, {
      id: "c",
      fingerprint,
      kind: "probe",
      wanted: 500,
      now,
    });
    expect(probes.granted).toBe(callsReservedForChecks);
  });

  it("frees unused calls when a grant is settled, and says when the next call is free", () => {
    const now = 1_000;
    const taken = takeCalls(unusedBudget, { id: "a", fingerprint, kind: "page", wanted: 500, now });
    const settled = settleGrant(taken.state, { id: "a", agesMs: [100], now: now + 200 });
    expect(
      takeCalls(settled, { id: "b", fingerprint, kind: "page", wanted: 500, now: now + 200 })
        .granted,
    ).toBe(callsPerMinute - callsReservedForChecks - 1);
    const used = settleGrant(taken.state, {
      id: "a",
      agesMs: Array.from({ length: taken.granted }, () => 150),
      now: now + 200,
    });
    const next = takeCalls(used, { id: "b", fingerprint, kind: "page", wanted: 1, now: now + 200 });
    expect(next.granted).toBe(0);
    const startedAt = now + 50;
    expect(next.freeAt - startedAt).toBeGreaterThanOrEqual(60_000);
    expect(next.freeAt - startedAt).toBeLessThan(61_000);
    expect(
      takeCalls(used, { id: "c", fingerprint, kind: "page", wanted: 1, now: next.freeAt }).granted,
    ).toBe(1);
  });

  it("applies a wait that Planhat asks for to that token and model only, for ten minutes at most", () => {
    const silence = { limit: null, remaining: null, resetMs: null };
    const lesson = { ...silence, throttled: { nps: 600_000, task: 1e300, issue: null } };
    const state = learnBudget(unusedBudget, fingerprint, lesson, 1_000);
    expect(waitsOf(state, fingerprint)).toEqual({ nps: 601_000, task: 601_000, issue: 6_000 });
    expect(waitsOf(state, "another token")).toEqual({});
    for (const token of [fingerprint, "another token"]) {
      const ask = { id: "a", fingerprint: token, kind: "probe", wanted: 500, now: 1_000 } as const;
      expect(takeCalls(state, ask).granted).toBe(callsPerMinute);
    }
    const later = { id: "a", fingerprint, kind: "probe", wanted: 1, now: 601_001 } as const;
    expect(takeCalls(state, later).state.told).toEqual({});
  });

  it("lowers the limit after a throttle only if much of it was used, and for no other token", () => {
    const throttled = { throttled: { nps: 7_000 }, limit: null, remaining: null, resetMs: null };
    const calm = learnBudget(unusedBudget, fingerprint, throttled, 1_000);
    expect(calm.told[fingerprint]?.learned).toBeNull();
    const ask = { fingerprint, kind: "page", wanted: 150, now: 1_000 } as const;
    const busy = takeCalls(unusedBudget, { id: "a", ...ask }).state;
    const learned = learnBudget(busy, fingerprint, throttled, 1_000);
    expect(learned.told[fingerprint]?.learned?.limit).toBe(135);
    const rest = { kind: "probe", wanted: 500, now: 1_000 } as const;
    expect(takeCalls(learned, { id: "b", fingerprint, ...rest }).granted).toBe(0);
    expect(takeCalls(learned, { id: "b", fingerprint: "new", ...rest }).granted).toBe(50);
  });

  it("returns to the usual limit as soon as the headers name it", () => {
    const told = { throttled: {}, remaining: null, resetMs: null };
    const lower = learnBudget(unusedBudget, fingerprint, { ...told, limit: 60 }, 1_000);
    expect(
      takeCalls(lower, { id: "a", fingerprint, kind: "probe", wanted: 500, now: 1_000 }).granted,
    ).toBe(60);
    const usual = learnBudget(lower, fingerprint, { ...told, limit: 200 }, 1_000);
    expect(
      takeCalls(usual, { id: "a", fingerprint, kind: "probe", wanted: 500, now: 1_000 }).granted,
    ).toBe(200);
  });

  it("leaves calls to others who use the same quota, as the headers show, until the quota resets", () => {
    const lesson = {
      throttled: {},
      limit: 200,
      remaining: 80,
      resetMs: 20_000,
    };
    const state = learnBudget(unusedBudget, fingerprint, lesson, 1_000);
    expect(
      takeCalls(state, { id: "a", fingerprint, kind: "probe", wanted: 500, now: 1_000 }).granted,
    ).toBe(80);
    expect(
      takeCalls(state, { id: "a", fingerprint, kind: "probe", wanted: 500, now: 21_001 }).granted,
    ).toBe(200);
  });
});
