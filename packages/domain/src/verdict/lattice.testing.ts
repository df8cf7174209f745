/**
 * The expected verdict for every combination of answers, models and hosts. The decision table is written only from the
 * description of the product, and shares no code with the implementation. The implementation is an argument: the test
 * passes the real implementation, and the proof of mutations passes broken copies.
 */
import type { ModelName, Plan } from "../plan/models.ts";
import type { AnswerKind } from "./answers.ts";
import type { Evidence } from "./evidence.ts";
import type { Judgement } from "./judgement.ts";
import type { VerdictKind } from "./kinds.ts";
import type { Verdict } from "./verdict.ts";

/** The code under test. */
export interface Deriving {
  readonly deriveVerdict: (evidence: Evidence) => Judgement;
  readonly destroysToken: (verdict: Verdict) => boolean;
  readonly answerKinds: readonly AnswerKind[];
}

const plan: Plan = { company: "required", enduser: "required", nps: "wanted" };
const names: readonly ModelName[] = ["company", "enduser", "nps"];

/**
 * A case of the table: the answers of the host on which all models were tested, in the order of `names`, and one answer
 * of each other host.
 */
export interface Case {
  readonly here: readonly AnswerKind[];
  readonly others: readonly AnswerKind[];
  /** True if the host on which all models were tested accepted the token before. */
  readonly knewIt: boolean;
}

interface Expected {
  readonly kind: VerdictKind;
  readonly models: readonly ModelName[];
  /** True if the token is proven to be worthless, so that it is destroyed. */
  readonly destroys: boolean;
  readonly isCertain?: boolean;
}

const works = (answer: AnswerKind): boolean => answer === "rows" || answer === "no_rows";
const isUnknown = (answer: AnswerKind): boolean =>
  answer === "rejected" || answer === "rejected_unproven";
/** True for an answer that denies one model, if the host accepts the token for other models. */
const isNo = (answer: AnswerKind): boolean =>
  isUnknown(answer) || ["forbidden", "forbidden_unproven", "not_found"].includes(answer);

/** The inconclusive answers by verdict. If several verdicts apply, the first counts. */
const troubles: readonly [VerdictKind, readonly AnswerKind[]][] = [
  ["our_fault", ["our_fault"]],
  ["throttled", ["throttled", "held_back"]],
  ["planhat_down", ["planhat_failed"]],
  // None of these says anything about the token: a firewall's refusal, a 403 without Planhat's body, an invalid
  // request.
  [
    "unexpected_answer",
    ["blocked", "forbidden_unproven", "invalid", "unexpected_answer", "not_found"],
  ],
  ["unreachable", ["unreachable", "unknown_host", "timed_out"]],
];
const findTrouble = (answers: readonly AnswerKind[]) =>
  troubles.find(([, kinds]) => answers.some((answer) => kinds.includes(answer)));

/** The verdict of a rejected token. The token is worthless if all answers are proven rejections. */
function callBad(answers: readonly AnswerKind[]): Expected {
  const isProven = answers.every((answer) => answer === "rejected");
  return { kind: "token_rejected", models: [], destroys: isProven, isCertain: isProven };
}

/** The decision table. */
function expectVerdict({ here, others, knewIt }: Case): Expected {
  const [company = "our_fault", enduser = "our_fault"] = here;
  const required = [company, enduser];
  const which = (test: (answer: AnswerKind) => boolean): ModelName[] =>
    names.filter((_, at) => test(here[at] ?? "our_fault"));
  const kept = { destroys: false };

  if (here.some(works)) {
    // The token works, so only its permissions matter. Each required model must be either readable or proven to be
    // denied.
    const isCertain = which(isNo).every((model) => here[names.indexOf(model)] === "forbidden");
    if (required.some(isNo))
      return {
        ...kept,
        kind: "missing_permissions",
        models: which(isNo).filter((model) => model !== "nps"),
      };
    const [trouble] = findTrouble(required) ?? [];
    if (trouble !== undefined)
      return {
        ...kept,
        kind: trouble,
        models: which((answer) => !works(answer)).filter((model) => model !== "nps"),
      };
    return which(isNo).length > 0
      ? { ...kept, kind: "connected_partially", models: ["nps"], isCertain }
      : { ...kept, kind: "connected", models: [], isCertain: here.every(works) };
  }
  // Another host accepts the token. This case happens only if a person named this host. Otherwise the check tests all
  // models on the other host.
  const forbidding = others.filter((answer) => answer === "forbidden").length;
  const region = { ...kept, kind: "wrong_region", models: [] } as const;
  if (others.some(works)) return { ...region, isCertain: true };
  if (forbidding === 1 && here.every(isUnknown)) return { ...region, isCertain: false };
  // The host that accepted the token before rejects it now, so the answers of other hosts do not matter.
  if (knewIt && here.every(isUnknown)) return callBad(here);
  // An inconclusive answer of the customer's own host makes the verdict inconclusive.
  const trouble = findTrouble(here);
  if (trouble !== undefined) {
    const unclear = which((answer) => trouble[1].includes(answer));
    const models = unclear.length === names.length ? [] : unclear;
    return { ...kept, kind: trouble[0], models };
  }
  // If a host was not asked because of us, the verdict does not blame this host.
  if (others.includes("our_fault")) return { ...kept, kind: "our_fault", models: [] };
  if (others.includes("held_back")) return { ...kept, kind: "throttled", models: [] };
  // A host that answers 403 knows the token. But two hosts cannot both know it, so another system refuses us.
  if (forbidding > 0) return { ...kept, kind: "unexpected_answer", models: [] };
  if (here.includes("forbidden"))
    return { ...kept, kind: "missing_permissions", models: ["company", "enduser"] };
  // The host rejects the token. If another host did not answer clearly, the verdict is only likely, and the token is
  // kept.
  return callBad([...here, ...others]);
}

export function evidenceOf({ here, others, knewIt }: Case): Evidence {
  return {
    plan,
    host: "api",
    isKnownHere: knewIt,
    answers: Object.fromEntries(names.map((name, at) => [name, here[at]])),
    otherHosts: others.map((answer, at) => ({ host: `api-${at}`, answer })),
  };
}

/** The table has a case for every pair of these answers, as the answers of two other hosts. */
const paired: readonly AnswerKind[] = [
  "rows",
  "rejected",
  "rejected_unproven",
  "forbidden",
  "blocked",
  "timed_out",
  "our_fault",
];

/** Every case of the table. */
function* listCases(answerKinds: readonly AnswerKind[]): Generator<Case> {
  const elsewhere: readonly (readonly AnswerKind[])[] = [
    [],
    ...answerKinds.map((answer) => [answer]),
    ...paired.flatMap((one) => paired.map((other) => [one, other])),
  ];
  for (const company of answerKinds)
    for (const enduser of answerKinds)
      for (const nps of answerKinds)
        for (const others of elsewhere)
          for (const knewIt of [false, true])
            yield { here: [company, enduser, nps], others, knewIt };
}

/** The first few cases in which the code and the table disagree. */
export function findWrong(code: Deriving, most = 5): { cases: number; wrong: unknown[] } {
  const wrong: unknown[] = [];
  let cases = 0;
  for (const one of listCases(code.answerKinds)) {
    cases += 1;
    const expected = expectVerdict(one);
    const judged = code.deriveVerdict(evidenceOf(one));
    const isRight =
      judged.kind === expected.kind &&
      judged.models.join() === expected.models.join() &&
      code.destroysToken(judged) === expected.destroys &&
      (expected.isCertain === undefined ||
        (judged.confidence === "certain") === expected.isCertain) &&
      judged.because.length > 0;
    if (!isRight) wrong.push({ ...one, judged, expected });
    if (wrong.length >= most) break;
  }
  return { cases, wrong };
}
