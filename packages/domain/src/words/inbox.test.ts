import { expect, test } from "vitest";
import { describeImpact, nameCause } from "./inbox.ts";

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
