/**
 * Compares the verdict of every combination of answers, models and hosts with the decision table of
 * `lattice.testing.ts`. The combinations include answers whose body is not Planhat's, and hosts that fail. Property
 * tests check the general rules with more models and more hosts.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "../plan/models.ts";
import type { AnswerKind } from "./answers.ts";
import { answerKinds, isAcceptance } from "./answers.ts";
import { deriveVerdict } from "./derive.ts";
import type { Evidence } from "./evidence.ts";
import { parseHosts } from "./host-answers.ts";
import type { VerdictKind } from "./kinds.ts";
import { destroysToken, isWorking } from "./verdict.ts";
import { evidenceOf, findWrong } from "./lattice.testing.ts";

const rejected = ["rejected", "rejected", "rejected"] as const;
const all = (answer: AnswerKind): readonly AnswerKind[] => [answer, answer, answer];

describe("the verdict lattice", () => {
  it("gives the verdict of the decision table for all combinations of answers, models and hosts", () => {
    const { cases, wrong } = findWrong({ deriveVerdict, destroysToken, answerKinds });
    expect(wrong).toEqual([]);
    expect(cases).toBe(2 * answerKinds.length ** 3 * (1 + answerKinds.length + 7 ** 2));
  });

  it.each<[VerdictKind, readonly AnswerKind[], readonly AnswerKind[]]>([
    // Special cases of the table, written by hand.
    ["connected", ["rows", "no_rows", "rows"], []],
    ["connected", ["rows", "rows", "throttled"], []],
    ["connected_partially", ["rows", "rows", "forbidden"], []],
    ["missing_permissions", ["rows", "rejected", "rows"], []],
    ["missing_permissions", ["rows", "forbidden_unproven", "rows"], []],
    ["missing_permissions", ["rejected", "not_found", "rows"], []],
    ["missing_permissions", all("forbidden"), ["rejected"]],
    ["missing_permissions", all("forbidden"), ["timed_out"]],
    ["planhat_down", ["rows", "planhat_failed", "rows"], []],
    ["throttled", ["rejected", "rejected", "throttled"], ["rejected"]],
    ["wrong_region", rejected, ["rows"]],
    ["wrong_region", rejected, ["forbidden"]],
    ["token_rejected", rejected, ["rejected"]],
    ["unexpected_answer", all("not_found"), ["rejected"]],
    // A firewall's refusal does not prove that the token is accepted.
    ["unexpected_answer", all("blocked"), ["rejected"]],
    ["unexpected_answer", all("forbidden_unproven"), ["rejected"]],
    ["unexpected_answer", ["rows", "blocked", "rows"], []],
    ["unexpected_answer", rejected, ["forbidden", "forbidden"]],
    // If Planhat calls a request invalid, this does not show a missing permission.
    ["unexpected_answer", ["invalid", "rows", "rows"], []],
  ])("is %s for the answers %j and %j of other hosts", (kind, here, others) => {
    expect(deriveVerdict(evidenceOf({ here, others, knewIt: false })).kind).toBe(kind);
  });

  it.each<AnswerKind>([
    "timed_out",
    "unreachable",
    "unknown_host",
    "planhat_failed",
    "throttled",
    "blocked",
    "forbidden_unproven",
    "unexpected_answer",
    "rejected_unproven",
  ])("makes a rejection only likely if another host answers %s, and keeps the token", (silent) => {
    const verdict = deriveVerdict(
      evidenceOf({ here: rejected, others: ["rejected", silent], knewIt: false }),
    );
    expect(verdict).toMatchObject({ kind: "token_rejected", confidence: "likely" });
    expect(parseHosts(verdict.detail ?? "")).toEqual(
      new Map([
        ["rejected", ["api", "api-0"]],
        [silent, ["api-1"]],
      ]),
    );
    expect(destroysToken(verdict)).toBe(false);
  });

  it("needs no other host if the host that rejects the token accepted it before", () => {
    const verdict = deriveVerdict(
      evidenceOf({ here: rejected, others: ["timed_out"], knewIt: true }),
    );
    expect(verdict).toMatchObject({ kind: "token_rejected", confidence: "certain" });
    // The detail names only this host, because other hosts need not have rejected the token.
    expect(verdict.detail).toBe("rejected:api");
  });

  it("needs no answers for the other models if the token is rejected for one", () => {
    const verdict = deriveVerdict({
      plan: { company: "required", enduser: "required", nps: "wanted" },
      host: "api",
      answers: { company: "rejected" },
      otherHosts: [{ host: "api-eu", answer: "rejected" }],
    });
    expect(verdict).toMatchObject({ kind: "token_rejected", confidence: "certain" });
    expect(deriveVerdict({ ...evidenceOf({ here: [], others: [], knewIt: false }) }).kind).toBe(
      "our_fault",
    );
  });

  const wide: Plan = { company: "required", enduser: "required", nps: "wanted", task: "wanted" };
  const widely = (
    answers: readonly AnswerKind[],
    others: readonly AnswerKind[],
    rest: Partial<Pick<Evidence, "gaps" | "isOtherPlanhat">> = {},
  ): Evidence => ({
    plan: wide,
    host: "api",
    answers: Object.fromEntries(
      (["company", "enduser", "nps", "task"] as const).map((name, at) => [name, answers[at]]),
    ),
    otherHosts: others.map((answer, at) => ({ host: `h${at}`, answer })),
    ...rest,
  });
  const anything = fc.record({
    answers: fc.array(fc.constantFrom(...answerKinds), { minLength: 4, maxLength: 4 }),
    others: fc.array(fc.constantFrom(...answerKinds, "rejected" as const), { maxLength: 6 }),
    isNarrow: fc.boolean(),
    isOther: fc.boolean(),
  });

  it("destroys no token because of an outage, a throttle or our own fault, and rejects no accepted token", () => {
    fc.assert(
      fc.property(anything, ({ answers, others, isNarrow, isOther }) => {
        const verdict = deriveVerdict(
          widely(answers, others, {
            gaps: isNarrow ? [{ model: "company", kind: "listed_less", seen: 1, of: 9 }] : [],
            isOtherPlanhat: isOther,
          }),
        );
        const { kind, because, waitingHelps } = verdict;
        const said = [...answers, ...others];
        // A token may be destroyed only if all answers are proven rejections.
        if (!said.every((answer) => answer === "rejected"))
          expect(destroysToken(verdict)).toBe(false);
        if (kind === "token_rejected") expect(answers.some(isAcceptance)).toBe(false);
        // Waiting can only help if at least one answer is inconclusive.
        if (waitingHelps)
          expect(said.every((answer) => isAcceptance(answer) || answer === "rejected")).toBe(false);
        if (answers.some(isAcceptance) && (isNarrow || isOther))
          expect(isWorking(kind)).toBe(false);
        expect(because.length).toBeGreaterThan(0);
      }),
      { numRuns: 20_000 },
    );
  });

  it("calls a token accepted only if Planhat returned records, or forbade them with a body of its own", () => {
    fc.assert(
      fc.property(anything, ({ answers, others }) => {
        const { kind } = deriveVerdict(widely(answers, others));
        const accepts = (answer: AnswerKind): boolean =>
          isAcceptance(answer) || answer === "forbidden";
        const isHere = ["connected", "connected_partially", "missing_permissions"].includes(kind);
        expect(!isHere || answers.some(accepts)).toBe(true);
        expect(kind !== "wrong_region" || others.some(accepts)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });

  it("names the region that accepts the token, even if another region forbids it", () => {
    const others = ["forbidden", "rows"] as const;
    expect(deriveVerdict(evidenceOf({ here: rejected, others, knewIt: false }))).toMatchObject({
      kind: "wrong_region",
      detail: "api-1",
      confidence: "certain",
    });
  });

  it("names the models that are denied or do not answer: only the required ones, if any of them is affected", () => {
    const judge = (...answers: AnswerKind[]) => deriveVerdict(widely(answers, []));
    expect(judge("rows", "forbidden", "forbidden", "rows").models).toEqual(["enduser"]);
    expect(judge("rows", "rows", "forbidden", "rejected")).toMatchObject({
      models: ["nps", "task"],
      confidence: "likely",
    });
    expect(judge("rows", "planhat_failed", "rows", "rows")).toMatchObject({
      kind: "planhat_down",
      models: ["enduser"],
      detail: "planhat_failed:api",
    });
  });

  it("blames us if no model was asked", () => {
    const nothing = { plan: {}, host: "api", answers: {}, otherHosts: [] };
    expect(deriveVerdict(nothing).kind).toBe("our_fault");
  });
});
