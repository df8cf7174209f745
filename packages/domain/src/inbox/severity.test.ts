import { expect, test } from "vitest";
import type { Cause } from "./severity.ts";
import {
  causeOfRank,
  describeImpact,
  severityRank,
  nameCause,
  needOf,
  needsBySeverity,
  severities,
  spellCause,
  stages,
} from "./severity.ts";
import { languages } from "../shared/language.ts";
import { verdictKinds } from "../verdict/kinds.ts";

const causes: Cause[] = needsBySeverity.flatMap((need) => stages.map((stage) => ({ need, stage })));

test("the order of severity is total: every cause has one rank, and every rank has one cause", () => {
  expect(new Set(needsBySeverity)).toEqual(
    new Set([...verdictKinds, "token_to_confirm", "held_deletes", "unread_models", "decision"]),
  );
  expect(new Set(Object.values(severities)).size, "no two are equal").toBe(needsBySeverity.length);
  const ranks = causes.map(severityRank);
  expect(ranks.toSorted((a, b) => a - b)).toEqual(causes.map((_, index) => index + 1));
  expect(ranks.map(causeOfRank)).toEqual(causes);
  expect(() => causeOfRank(0)).toThrow("rank 0");
  expect(() => causeOfRank(causes.length + 1)).toThrow("rank");
});

test("stale data is worse than no data, and no data is worse than a connection that never worked", () => {
  const ranksOf = (wanted: string) =>
    causes.filter(({ stage }) => stage === wanted).map((cause) => severityRank(cause));
  expect(Math.max(...ranksOf("landed"))).toBeLessThan(Math.min(...ranksOf("worked")));
  expect(Math.max(...ranksOf("worked"))).toBeLessThan(Math.min(...ranksOf("never_worked")));
});

test.each([
  ["different_planhat", "token_rejected"],
  ["decision", "token_rejected"],
  ["token_rejected", "missing_permissions"],
  ["missing_permissions", "unread_models"],
  ["unread_models", "restricted_view"],
  ["missing_permissions", "connected_partially"],
  ["restricted_view", "held_deletes"],
  ["held_deletes", "token_to_confirm"],
  ["token_to_confirm", "planhat_down"],
] as const)("%s is worse than %s", (worse, better) => {
  for (const stage of stages)
    expect(severityRank({ need: worse, stage })).toBeLessThan(
      severityRank({ need: better, stage }),
    );
});

test("a connection that needs somebody although its token works needs a decision", () => {
  for (const verdict of ["connected", "connected_partially", null] as const)
    expect(needOf(verdict)).toBe("decision");
  expect(needOf("token_rejected")).toBe("token_rejected");
});

test("every cause has its own spelling and its own name", () => {
  expect(new Set(causes.map(spellCause)).size).toBe(causes.length);
  for (const language of languages)
    expect(new Set(causes.map((cause) => nameCause(cause, language))).size).toBe(causes.length);
});

test("the impact is told in whole units of time, in each language", () => {
  const now = new Date("2026-11-23T12:00:00Z");
  const stale = { need: "token_rejected", stage: "landed" } as const;
  const say = (freshAt: string | null, language: "en" | "nl") =>
    describeImpact(
      stale,
      { freshAt: freshAt === null ? null : new Date(freshAt), workedSince: null, now },
      language,
    );
  expect(say("2026-11-20T11:00:00Z", "en")).toContain("3 days ago");
  expect(say("2026-11-20T11:00:00Z", "nl")).toContain("3 dagen geleden");
  expect(say("2026-11-23T11:00:00Z", "en")).toContain("1 hour ago");
  expect(say("2026-11-23T11:59:30Z", "en")).toContain("1 minute ago");
  expect(say(null, "en")).toContain("never complete");
});

test("a connection that worked and has no data is not called never worked", () => {
  const now = new Date("2026-11-23T12:00:00Z");
  const worked = { need: "token_rejected", stage: "worked" } as const;
  const times = { freshAt: null, workedSince: new Date("2026-11-20T11:00:00Z"), now };
  expect(describeImpact(worked, times, "en")).toBe(
    "It first worked 3 days ago; there is no data yet.",
  );
  expect(describeImpact(worked, times, "nl")).toContain("3 dagen geleden voor het eerst");
  expect(nameCause(worked, "en")).toBe("Token rejected, no data yet");
  const never = { need: "token_rejected", stage: "never_worked" } as const;
  expect(describeImpact(never, { ...times, workedSince: null }, "nl")).toContain("nooit gewerkt");
  // A Planhat that was read and was empty is different from a Planhat that was never read.
  expect(
    describeImpact(worked, { ...times, freshAt: new Date("2026-11-22T12:00:00Z") }, "en"),
  ).toBe("It held no records when it was last read completely, 1 day ago.");
});
