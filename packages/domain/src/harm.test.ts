import { expect, test } from "vitest";
import type { Cause } from "./harm.ts";
import {
  causeOfRank,
  describeHarm,
  harmRank,
  nameCause,
  needOf,
  needsByHarm,
  spellCause,
} from "./harm.ts";
import { languages } from "./language.ts";
import { verdictKinds } from "./verdict/kinds.ts";

const causes: Cause[] = needsByHarm.flatMap((need) => [
  { need, hasLanded: true },
  { need, hasLanded: false },
]);

test("the order of harm is total: every cause has one rank, and every rank its cause", () => {
  expect(new Set(needsByHarm)).toEqual(
    new Set([...verdictKinds, "token_to_confirm", "held_deletes", "decision"]),
  );
  const ranks = causes.map(harmRank);
  expect(ranks.toSorted((a, b) => a - b)).toEqual(causes.map((_, index) => index + 1));
  expect(ranks.map(causeOfRank)).toEqual(causes);
  expect(() => causeOfRank(0)).toThrow("rank 0");
  expect(() => causeOfRank(causes.length + 1)).toThrow("rank");
});

test("data that grows stale is worse than a connection that never worked, whatever the cause", () => {
  const stale = causes.filter(({ hasLanded }) => hasLanded).map(harmRank);
  const first = causes.filter(({ hasLanded }) => !hasLanded).map(harmRank);
  expect(Math.max(...stale)).toBeLessThan(Math.min(...first));
});

test.each([
  ["different_planhat", "token_rejected"],
  ["decision", "token_rejected"],
  ["token_rejected", "missing_permissions"],
  ["missing_permissions", "restricted_view"],
  ["missing_permissions", "connected_partially"],
  ["restricted_view", "held_deletes"],
  ["held_deletes", "token_to_confirm"],
  ["token_to_confirm", "planhat_down"],
] as const)("%s is worse than %s", (worse, better) => {
  for (const hasLanded of [true, false])
    expect(harmRank({ need: worse, hasLanded })).toBeLessThan(
      harmRank({ need: better, hasLanded }),
    );
});

test("a working token that needs somebody needs a decision", () => {
  for (const verdict of ["connected", "connected_partially", null] as const)
    expect(needOf(verdict)).toBe("decision");
  expect(needOf("token_rejected")).toBe("token_rejected");
});

test("causes have spellings and names of their own", () => {
  expect(new Set(causes.map(spellCause)).size).toBe(causes.length);
  for (const language of languages)
    expect(new Set(causes.map((cause) => nameCause(cause, language))).size).toBe(causes.length);
});

test("harm is said in whole units of time, in each language", () => {
  const now = new Date("2026-11-23T12:00:00Z");
  const stale = { need: "token_rejected", hasLanded: true } as const;
  const say = (freshAt: string | null, language: "en" | "nl") =>
    describeHarm(stale, { freshAt: freshAt === null ? null : new Date(freshAt), now }, language);
  expect(say("2026-11-20T11:00:00Z", "en")).toContain("3 days ago");
  expect(say("2026-11-20T11:00:00Z", "nl")).toContain("3 dagen geleden");
  expect(say("2026-11-23T11:00:00Z", "en")).toContain("1 hour ago");
  expect(say("2026-11-23T11:59:30Z", "en")).toContain("1 minute ago");
  expect(say(null, "en")).toContain("never complete");
  const first = { need: "token_rejected", hasLanded: false } as const;
  expect(describeHarm(first, { freshAt: null, now }, "nl")).toContain("nooit gewerkt");
});
