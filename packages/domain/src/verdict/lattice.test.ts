/**
 * Every combination of answer class, model set and host against what a person would say. The expectation is a small
 * decision table written from the product's words alone, in an order of its own: it never asks the implementation.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ModelName, Plan } from "../models.ts";
import type { AnswerKind } from "./derive.ts";
import { answerKinds, deriveVerdict } from "./derive.ts";
import type { VerdictKind } from "./kinds.ts";
import { destroysCandidate, isWorking } from "./kinds.ts";

const plan: Plan = { company: "required", enduser: "required", nps: "wanted", task: "wanted" };
const names: readonly ModelName[] = ["company", "enduser", "nps", "task"];

/** What another host said, or that none was asked. */
const elsewhere: readonly (AnswerKind | "none")[] = ["none", ...answerKinds];

const works = (answer: AnswerKind): boolean => answer === "rows" || answer === "no_rows";
const refuses = (answer: AnswerKind): boolean => answer === "rejected" || answer === "forbidden";

/** What a person says of something that is neither yes nor no, the worst for us first. */
const troubles: readonly [VerdictKind, readonly AnswerKind[]][] = [
  ["our_fault", ["our_fault"]],
  ["throttled", ["throttled", "held_back"]],
  ["planhat_down", ["planhat_failed"]],
  ["unexpected_answer", ["unexpected_answer", "not_found"]],
  ["unreachable", ["unreachable", "timed_out"]],
];
function nameTrouble(answers: readonly AnswerKind[]): VerdictKind | undefined {
  return troubles.find(([, kinds]) => answers.some((answer) => kinds.includes(answer)))?.[0];
}

/**
 * The decision table. `required`, `wanted`: what those models answered. `other`: what the other host said. `knewIt`: the
 * host that was asked in full accepted the token before.
 */
function expectVerdict(
  required: readonly AnswerKind[],
  wanted: readonly AnswerKind[],
  other: AnswerKind | "none",
  knewIt: boolean,
): VerdictKind {
  const here = [...required, ...wanted];
  const isNo = (answer: AnswerKind): boolean => refuses(answer) || answer === "not_found";
  if (here.some(works)) {
    // The token is good. What Churned needs must be readable, or we must know that it is not.
    if (required.some(isNo)) return "missing_permissions";
    if (!required.every(works)) return nameTrouble(required) ?? "connected";
    return wanted.some(isNo) ? "connected_partially" : "connected";
  }
  // Not here, but there: said only because a host was named; else that host is probed in full.
  if (other !== "none" && works(other)) return "wrong_region";
  if (other === "forbidden" && here.every((answer) => answer === "rejected")) return "wrong_region";
  // Who knew it and rejects it now has said all there is to say.
  if (knewIt && here.every((answer) => answer === "rejected")) return "token_rejected";
  // Anything unclear, here or there, keeps the question open.
  const trouble = nameTrouble(other === "none" ? here : [...here, other]);
  if (trouble !== undefined) return trouble;
  // Everybody refuses. Forbidding is knowing; but not everybody can know, so then something else forbids.
  if (other === "forbidden") return "unexpected_answer";
  return here.includes("forbidden") ? "missing_permissions" : "token_rejected";
}

const evidenceOf = (
  answers: readonly AnswerKind[],
  other: AnswerKind | "none",
  isKnownHere = false,
) => ({
  plan,
  isKnownHere,
  answers: Object.fromEntries(names.map((name, index) => [name, answers[index]])),
  otherHosts: other === "none" ? [] : [{ host: "api-eu", answer: other }],
});

describe("the verdict lattice", () => {
  it(`gives the verdict of a person for all ${2 * answerKinds.length ** 4 * elsewhere.length} combinations of answers, models and hosts`, () => {
    const wrong: unknown[] = [];
    let combinations = 0;
    for (const company of answerKinds)
      for (const enduser of answerKinds)
        for (const nps of answerKinds)
          for (const task of answerKinds)
            for (const other of elsewhere)
              for (const knewIt of [false, true]) {
                combinations += 1;
                const answers = [company, enduser, nps, task];
                const { kind } = deriveVerdict(evidenceOf(answers, other, knewIt));
                const expected = expectVerdict([company, enduser], [nps, task], other, knewIt);
                if (kind !== expected) wrong.push({ answers, other, knewIt, kind, expected });
              }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(combinations).toBe(2 * answerKinds.length ** 4 * elsewhere.length);
  });

  it.each<
    [VerdictKind, readonly [AnswerKind, AnswerKind, AnswerKind, AnswerKind], AnswerKind | "none"]
  >([
    // The table's own corners, by hand.
    ["connected", ["rows", "no_rows", "rows", "rows"], "none"],
    ["connected", ["rows", "rows", "throttled", "our_fault"], "none"],
    ["connected_partially", ["rows", "rows", "forbidden", "rows"], "none"],
    ["missing_permissions", ["rows", "rejected", "rows", "rows"], "none"],
    ["missing_permissions", ["rejected", "not_found", "rows", "planhat_failed"], "none"],
    ["missing_permissions", ["forbidden", "forbidden", "forbidden", "forbidden"], "rejected"],
    ["planhat_down", ["rows", "planhat_failed", "rows", "rows"], "none"],
    ["throttled", ["rejected", "rejected", "rejected", "throttled"], "rejected"],
    ["unreachable", ["rejected", "rejected", "rejected", "rejected"], "timed_out"],
    ["wrong_region", ["rejected", "rejected", "rejected", "rejected"], "rows"],
    ["wrong_region", ["rejected", "rejected", "rejected", "rejected"], "forbidden"],
    ["token_rejected", ["rejected", "rejected", "rejected", "rejected"], "rejected"],
    ["unexpected_answer", ["not_found", "not_found", "not_found", "not_found"], "rejected"],
  ])("says %s for %j and %s elsewhere", (kind, answers, other) => {
    expect(deriveVerdict(evidenceOf(answers, other)).kind).toBe(kind);
  });

  const anything = fc.record({
    answers: fc.array(fc.constantFrom(...answerKinds), { minLength: 4, maxLength: 4 }),
    others: fc.array(fc.constantFrom(...answerKinds), { maxLength: 6 }),
    isNarrow: fc.boolean(),
    isOther: fc.boolean(),
  });

  it("ends no outage, throttle or fault of ours as a bad token, and no accepted token as rejected", () => {
    fc.assert(
      fc.property(anything, ({ answers, others, isNarrow, isOther }) => {
        const { kind, because, waitingHelps } = deriveVerdict({
          plan,
          answers: Object.fromEntries(names.map((name, index) => [name, answers[index]])),
          otherHosts: others.map((answer, index) => ({ host: `h${index}`, answer })),
          gaps: isNarrow ? [{ model: "company", kind: "listed_less", seen: 1, of: 9 }] : [],
          isOtherPlanhat: isOther,
        });
        const all = [...answers, ...others];
        // A token is bad only where everybody said so in the one word for it.
        if (!all.every((answer) => answer === "rejected"))
          expect(destroysCandidate(kind)).toBe(false);
        // Whoever waits for better answers is told so, and nobody else.
        if (waitingHelps)
          expect(all.every((answer) => works(answer) || answer === "rejected")).toBe(false);
        if (answers.some(works) && (isNarrow || isOther)) expect(isWorking(kind)).toBe(false);
        expect(because.length).toBeGreaterThan(0);
      }),
      { numRuns: 20_000 },
    );
  });

  it("is certain of a bad token, and only says so when every host said 401 to everything", () => {
    fc.assert(
      fc.property(anything, ({ answers, others }) => {
        const { kind, confidence } = deriveVerdict({
          ...evidenceOf(answers, "none"),
          otherHosts: others.map((answer, index) => ({ host: `h${index}`, answer })),
        });
        if (kind !== "token_rejected") return;
        expect([...answers, ...others].every((answer) => answer === "rejected")).toBe(true);
        expect(confidence).toBe("certain");
      }),
      { numRuns: 5_000 },
    );
  });

  it("names the region that accepts the token, also behind one that forbids", () => {
    const rejected = evidenceOf(["rejected", "rejected", "rejected", "rejected"], "none");
    const otherHosts = [
      { host: "api-eu", answer: "forbidden" },
      { host: "api-us2", answer: "rows" },
    ] as const;
    expect(deriveVerdict({ ...rejected, otherHosts })).toMatchObject({
      kind: "wrong_region",
      detail: "api-us2",
      confidence: "certain",
    });
  });

  it("names the models that are denied, the required ones alone where those are missing", () => {
    const rows = evidenceOf(["rows", "forbidden", "forbidden", "rows"], "none");
    expect(deriveVerdict(rows).models).toEqual(["enduser"]);
    const partly = evidenceOf(["rows", "rows", "forbidden", "rejected"], "none");
    expect(deriveVerdict(partly)).toMatchObject({ models: ["nps", "task"], confidence: "likely" });
  });

  it("calls nothing rejected that was never asked", () => {
    expect(deriveVerdict({ plan: {}, answers: {}, otherHosts: [] }).kind).toBe("our_fault");
  });
});
