/**
 * Simulates a year of connections under the schedule of checks that the worker follows. A seed determines the failures:
 * tokens are removed, permissions are lost, and Planhat is down for minutes or hours, limits calls, or wrongly refuses
 * a token for a moment. The tests assert the promises of the schedule for every day of the year.
 */
import { describe, expect, it } from "vitest";
import type { ConnectionState } from "../connection/connection.ts";
import { decideConnectionChange } from "../connection/connection.ts";
import {
  callsByItselfPerDayMax,
  callsPerCheck,
  countChecksToday,
  dayOf,
  detectionMaxMs,
  planNextCheck,
} from "./schedule.ts";
import type { VerdictKind } from "../verdict/kinds.ts";
import { isInconclusive } from "../verdict/verdict.ts";
import { checksPerDayMax } from "./limits.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const startMs = Date.parse("2026-01-01T00:00:00Z");
const endMs = startMs + 365 * dayMs;

/** Uniform in [0, 1), and the same in every run for the same seed (mulberry32). */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Spell {
  readonly from: number;
  readonly to: number;
  readonly verdict: VerdictKind;
}

/** The times at which one kind of verdict is returned: `perYear` times, each between `minMs` and `maxMs` long. */
function makeSpells(
  random: () => number,
  verdict: VerdictKind,
  perYear: number,
  minMs: number,
  maxMs: number,
): Spell[] {
  return Array.from({ length: perYear }, () => {
    const from = startMs + random() * (endMs - startMs);
    return { from, to: from + minMs + random() * (maxMs - minMs), verdict };
  }).toSorted((a, b) => a.from - b.from);
}

/** The faults of a year that the customer must fix, and the failures that end by themselves. */
function makeYear(random: () => number) {
  // The faults do not overlap, so that each fault must be found separately.
  const faults = [
    ...makeSpells(random, "token_rejected", 8, 2 * dayMs, 5 * dayMs),
    ...makeSpells(random, "missing_permissions", 8, 2 * dayMs, 5 * dayMs),
  ]
    .toSorted((a, b) => a.from - b.from)
    .filter((spell, place, all) => spell.from > (all[place - 1]?.to ?? 0) + dayMs);
  const inconclusiveTimes = [
    ...makeSpells(random, "planhat_down", 60, minuteMs, 20 * minuteMs),
    ...makeSpells(random, "unreachable", 12, hourMs, 12 * hourMs),
    ...makeSpells(random, "planhat_down", 1, 2 * dayMs, 3 * dayMs),
    ...makeSpells(random, "throttled", 100, minuteMs, 30 * minuteMs),
    // For two days, a host is down for one minute and up for the next minute.
    ...Array.from({ length: 1_440 }, (_, turn) => {
      const from = startMs + 200 * dayMs + turn * 2 * minuteMs;
      return { from, to: from + minuteMs, verdict: "planhat_down" as const };
    }),
  ];
  const mistakes = makeSpells(random, "token_rejected", 2_000, 5_000, minuteMs);
  return { faults, inconclusiveTimes, mistakes };
}

const at = (spells: readonly Spell[], now: number): Spell | undefined =>
  spells.find(({ from, to }) => from <= now && now < to);

/** The time between `from` and `to` in which Planhat answered, in milliseconds. */
function answeringMs(inconclusiveTimes: readonly Spell[], from: number, to: number): number {
  const points = inconclusiveTimes
    .filter((spell) => spell.to > from && spell.from < to)
    .map((spell) => [Math.max(spell.from, from), Math.min(spell.to, to)] as const)
    .toSorted((a, b) => a[0] - b[0]);
  let silent = 0;
  let until = from;
  for (const [start, end] of points) {
    silent += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return to - from - silent;
}

interface Year {
  readonly found: { readonly fault: Spell; readonly answeringMs: number }[];
  readonly missed: Spell[];
  readonly falseAlarms: number;
  readonly checksByDay: Map<string, number>;
}

/** Simulates a year. With `syncEveryMs`, syncs run too, and a sync that succeeds counts as a successful check. */
function live(seed: number, syncEveryMs: number | undefined): Year {
  const random = makeRandom(seed);
  const { faults, inconclusiveTimes, mistakes } = makeYear(random);
  const found = new Map<Spell, number>();
  const checksByDay = new Map<string, number>();
  let falseAlarms = 0;
  let state: ConnectionState = "connected";
  let failuresInARow = 0;
  let attemptsInARow = 0;
  let noted = { checksOn: "", checksThatDay: 0 };
  let nextSync = syncEveryMs === undefined ? Infinity : startMs;
  let next = startMs;

  const plan = (now: number, verdict: VerdictKind): number =>
    planNextCheck({
      now: new Date(now),
      verdict,
      attempt: Math.max(1, attemptsInARow, failuresInARow),
      checksToday: countChecksToday(noted, new Date(now)),
      inIncident: false,
      random: random(),
    }).getTime();

  while (Math.min(next, nextSync) < endMs) {
    const now = Math.min(next, nextSync);
    const fault = at(faults, now);
    const inconclusive = at(inconclusiveTimes, now);
    if (now === nextSync) {
      nextSync += syncEveryMs ?? Infinity;
      // A sync that reads everything counts as a successful check. A sync that fails makes a check due.
      if (fault === undefined && inconclusive === undefined && state === "connected") {
        [failuresInARow, attemptsInARow] = [0, 0];
        next = plan(now, "connected");
      } else if (fault !== undefined && inconclusive === undefined && state === "connected")
        next = Math.min(next, now + 1);
      continue;
    }
    const date = new Date(now);
    // The worker makes no automatic checks above the limit, so the simulation also stops at the limit.
    if (countChecksToday(noted, date) >= checksPerDayMax) {
      next += 10 * minuteMs;
      continue;
    }
    noted = { checksOn: dayOf(date), checksThatDay: countChecksToday(noted, date) + 1 };
    checksByDay.set(noted.checksOn, noted.checksThatDay);
    const verdict = (inconclusive ?? fault ?? at(mistakes, now))?.verdict ?? "connected";
    const change = decideConnectionChange({
      state,
      hasActive: true,
      tested: "active",
      askedByPerson: false,
      failuresInARow,
      isBelieved: true,
      verdict: { kind: verdict, models: [] },
    });
    const isAlarm = change.state === "needs_customer" && state !== "needs_customer";
    if (isAlarm && fault === undefined) falseAlarms += 1;
    if (change.state === "needs_customer" && fault !== undefined && !found.has(fault))
      found.set(fault, now);
    state = change.state;
    failuresInARow = change.failuresInARow;
    attemptsInARow = isInconclusive(verdict) ? attemptsInARow + 1 : 0;
    next = plan(now, verdict);
  }
  return {
    found: [...found].map(([fault, foundAt]) => ({
      fault,
      answeringMs: answeringMs(inconclusiveTimes, fault.from, foundAt),
    })),
    missed: faults.filter((fault) => fault.to < endMs && !found.has(fault)),
    falseAlarms,
    checksByDay,
  };
}

describe.each([
  { how: "idle", syncEveryMs: undefined },
  { how: "with a sync every hour", syncEveryMs: hourMs },
])("a simulated year of failures, $how", ({ syncEveryMs }) => {
  const years = Array.from({ length: 10 }, (_, seed) => live(seed + 1, syncEveryMs));

  it("finds every token that was removed and every permission that was lost, in bounded time", () => {
    for (const { found, missed } of years) {
      expect(missed).toEqual([]);
      expect(found.length).toBeGreaterThan(0);
      for (const one of found) expect(one.answeringMs).toBeLessThanOrEqual(detectionMaxMs);
    }
  });

  it("never calls a connection broken because of an outage, a throttle, a flapping host or one wrong answer", () => {
    expect(years.map(({ falseAlarms }) => falseAlarms)).toEqual(years.map(() => 0));
  });

  it("never makes more calls in a day without a person asking than the stated maximum", () => {
    for (const { checksByDay } of years)
      expect(Math.max(...checksByDay.values()) * callsPerCheck).toBeLessThanOrEqual(
        callsByItselfPerDayMax,
      );
  });

  it("makes few checks on a day without failures", () => {
    for (const { checksByDay } of years) {
      const quiet = [...checksByDay.values()].toSorted((a, b) => a - b);
      expect(quiet[Math.floor(quiet.length / 2)]).toBeLessThanOrEqual(10);
    }
  });
});

it("waits as long as Planhat asks for", () => {
  const now = new Date(startMs);
  const next = planNextCheck({
    now,
    verdict: "throttled",
    attempt: 1,
    checksToday: 1,
    inIncident: false,
    retryAfterMs: 20 * minuteMs,
    random: 0,
  });
  expect(next.getTime() - now.getTime()).toBe(20 * minuteMs);
});

it("spreads the checks of connections that were created together", () => {
  const times = [0, 0.25, 0.5, 0.75].map((random) =>
    planNextCheck({
      now: new Date(startMs),
      verdict: "connected",
      attempt: 1,
      checksToday: 0,
      inIncident: false,
      random,
    }).getTime(),
  );
  expect(new Set(times).size).toBe(4);
});
