import { describe, expect, it } from "vitest";
import { answerFor, isCompaniesQuestionOpen } from "./identity.ts";
import { judgeAnswer } from "../verdict/gaps.ts";

const planhat = { companyIds: ["a", "b"], userIds: ["u"] };
const no = { isAll: false, count: 7, at: "2026-11-29T12:00:00.000Z", ...planhat };
const yes = { ...no, isAll: true };

describe("isCompaniesQuestionOpen", () => {
  it.each([
    ["open if nobody answered", 7, null, true],
    ["open if the answer was no and more are shown since", 250, no, true],
    ["closed after a yes", 7, yes, false],
    ["closed after a yes, even if the number changes", 300, yes, false],
    ["closed after a no if no more are shown since", 7, no, false],
    ["closed if the number is unknown", null, null, false],
    ["closed if none are shown", 0, null, false],
  ])("is %s", (_, companies, answer, isOpen) => {
    expect(isCompaniesQuestionOpen(companies, answer)).toBe(isOpen);
  });
});

describe("answerFor", () => {
  it("applies only to the Planhat that the answer was about", () => {
    expect(answerFor({ companies: no }, { companyIds: ["b", "c"], userIds: [] })).toBe(no);
    expect(answerFor({ companies: no }, { companyIds: ["x"], userIds: ["y"] })).toBeUndefined();
    expect(answerFor({}, planhat)).toBeUndefined();
  });
});

describe("judgeAnswer", () => {
  it("treats a no as a limited view until more companies are shown, also if the number is unknown", () => {
    const gap = { model: "company", kind: "told_less" };
    expect(judgeAnswer(no, 7)).toEqual({ ...gap, seen: 7, of: 7 });
    expect(judgeAnswer(no, 5)).toEqual({ ...gap, seen: 5, of: 5 });
    expect(judgeAnswer(no, null)).toEqual({ ...gap, seen: 7, of: 7 });
    expect(judgeAnswer(no, 8)).toBeUndefined();
    expect(judgeAnswer(yes, 7)).toBeUndefined();
    expect(judgeAnswer(undefined, 7)).toBeUndefined();
  });
});
