import { expect, test } from "vitest";
import type { Cause } from "./severity.ts";
import {
  causeOfRank,
  severityRank,
  needOf,
  needsBySeverity,
  severities,
  formatCause,
  stages,
} from "./severity.ts";
import { nameCause } from "../words/inbox.ts";
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
  expect(new Set(causes.map(formatCause)).size).toBe(causes.length);
  for (const language of languages)
    expect(new Set(causes.map((cause) => nameCause(cause, language))).size).toBe(causes.length);
});
