import { expect, test } from "vitest";
import { countOfMissing, formatShare, tellsStill } from "./held-words.ts";

test("a share is never rounded to all or to none if that is untrue", () => {
  expect(formatShare(1_480, 1_480)).toBe("all");
  expect(formatShare(1_479, 1_480)).toBe("99 %");
  expect(formatShare(1, 1_480)).toBe("< 1 %");
  expect(formatShare(38, 100)).toBe("38 %");
});

test("counts the missing records of all models", () => {
  const models = [
    { model: "company", missing: 3, of: 9 },
    { model: "license", missing: 4, of: 4 },
  ] as const;
  expect(countOfMissing({ models: [...models] })).toBe(7);
});

test("shows an answer for a day, and an open question permanently", () => {
  const now = new Date("2026-11-24T12:00:00Z");
  const at = (decidedAt: string | null) => ({ state: "kept" as const, decidedAt });
  expect(tellsStill(at("2026-11-24T11:00:00Z"), now)).toBe(true);
  expect(tellsStill(at("2026-11-22T11:00:00Z"), now)).toBe(false);
  expect(tellsStill({ state: "waiting", decidedAt: null }, now)).toBe(true);
  expect(tellsStill({ state: "releasing", decidedAt: "2026-11-20T11:00:00Z" }, now)).toBe(true);
});
