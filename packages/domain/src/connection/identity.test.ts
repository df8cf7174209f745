import { describe, expect, it } from "vitest";
import { answerFor, isCompaniesQuestionOpen } from "./identity.ts";
import { judgeAnswer } from "../verdict/gaps.ts";

const planhat = { companyIds: ["a", "b"], userIds: ["u"] };
const no = { isAll: false, count: 7, at: "2026-11-29T12:00:00.000Z", ...planhat };
const yes = { ...no, isAll: true };

describe("isCompaniesQuestionOpen", () => {
  it.each([
    ["where nobody answered", 7, null, true],
    ["where a no was said and more are shown since", 250, no, true],
    ["not after a yes", 7, yes, false],
    ["not after a yes, however the number changes", 300, yes, false],
    ["not after a no that still stands", 7, no, false],
    ["not where the number is unknown", null, null, false],
    ["not of none at all", 0, null, false],
  ])("asks %s", (_, companies, answer, isOpen) => {
    expect(isCompaniesQuestionOpen(companies, answer)).toBe(isOpen);
  });
});

describe("answerFor", () => {
  it("holds for the Planhat that it was said of, and for no other", () => {
    expect(answerFor({ companies: no }, { companyIds: ["b", "c"], userIds: [] })).toBe(no);
    expect(answerFor({ companies: no }, { companyIds: ["x"], userIds: ["y"] })).toBeUndefined();
    expect(answerFor({}, planhat)).toBeUndefined();
  });
});

describe("judgeAnswer", () => {
  it("takes a no for a limited view as long as no more are shown, also where the number is not known", () => {
    const gap = { model: "company", kind: "told_less" };
    expect(judgeAnswer(no, 7)).toEqual({ ...gap, seen: 7, of: 7 });
    expect(judgeAnswer(no, 5)).toEqual({ ...gap, seen: 5, of: 5 });
    expect(judgeAnswer(no, null)).toEqual({ ...gap, seen: 7, of: 7 });
    expect(judgeAnswer(no, 8)).toBeUndefined();
    expect(judgeAnswer(yes, 7)).toBeUndefined();
    expect(judgeAnswer(undefined, 7)).toBeUndefined();
  });
});
