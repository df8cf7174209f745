/**
 * What a person would say of every combination of answers, models and hosts: a decision table written from the
 * product's words alone, in an order of its own. It never asks the implementation, which it is given: the lattice's
 * test gives the real one, and the proof of mutations gives broken ones.
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
  readonly destroysCandidate: (verdict: Verdict) => boolean;
  readonly answerKinds: readonly AnswerKind[];
}

const plan: Plan = { company: "required", enduser: "required", nps: "wanted" };
const names: readonly ModelName[] = ["company", "enduser", "nps"];

/** A case of the table: the answers of the host that is asked in full, by `names`, and one of each other host. */
export interface Case {
  readonly here: readonly AnswerKind[];
  readonly others: readonly AnswerKind[];
  /** The host that is asked in full accepted the token before. */
  readonly knewIt: boolean;
}

interface Expected {
  readonly kind: VerdictKind;
  readonly models: readonly ModelName[];
  /** True where the token is worthless, beyond doubt. */
  readonly destroys: boolean;
  readonly isCertain?: boolean;
}

const works = (answer: AnswerKind): boolean => answer === "rows" || answer === "no_rows";
const isUnknown = (answer: AnswerKind): boolean =>
  answer === "rejected" || answer === "rejected_unproven";
/** What is no to one model, once others answer. */
const isNo = (answer: AnswerKind): boolean =>
  isUnknown(answer) || ["forbidden", "forbidden_unproven", "not_found"].includes(answer);

/** What a person says of something that is neither yes nor no, the worst for us first. */
const troubles: readonly [VerdictKind, readonly AnswerKind[]][] = [
  ["our_fault", ["our_fault"]],
  ["throttled", ["throttled", "held_back"]],
  ["planhat_down", ["planhat_failed"]],
  // A firewall's refusal, one in nobody's words, and a question that is not accepted: each says nothing of the token.
  [
    "unexpected_answer",
    ["blocked", "forbidden_unproven", "invalid", "unexpected_answer", "not_found"],
  ],
  ["unreachable", ["unreachable", "unknown_host", "timed_out"]],
];
const findTrouble = (answers: readonly AnswerKind[]) =>
  troubles.find(([, kinds]) => answers.some((answer) => kinds.includes(answer)));

/** Nobody knows the token; it is worthless where all of them said so in Planhat's words. */
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
    // The token is good. What Churned needs must be readable, or we must know that it is not.
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
  // Not here, but there: said only because a host was named; else that host is probed in full.
  const forbidding = others.filter((answer) => answer === "forbidden").length;
  const region = { ...kept, kind: "wrong_region", models: [] } as const;
  if (others.some(works)) return { ...region, isCertain: true };
  if (forbidding === 1 && here.every(isUnknown)) return { ...region, isCertain: false };
  // Who knew it and rejects it now has said all there is to say, in Planhat's words.
  if (knewIt && here.every(isUnknown)) return callBad(here);
  // Anything unclear at the host that is this customer's keeps the question open.
  const trouble = findTrouble(here);
  if (trouble !== undefined) {
    const unclear = which((answer) => trouble[1].includes(answer));
    const models = unclear.length === names.length ? [] : unclear;
    return { ...kept, kind: trouble[0], models };
  }
  // Who was not asked, by our doing, is not said to be silent.
  if (others.includes("our_fault")) return { ...kept, kind: "our_fault", models: [] };
  if (others.includes("held_back")) return { ...kept, kind: "throttled", models: [] };
  // Who forbids knows the token; but not two hosts can, so then something else forbids.
  if (forbidding > 0) return { ...kept, kind: "unexpected_answer", models: [] };
  if (here.includes("forbidden"))
    return { ...kept, kind: "missing_permissions", models: ["company", "enduser"] };
  // Rejected here. Where another host has not spoken, it is said as a doubt, and the token is kept.
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

/** Of these, every two are given to two other hosts. */
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

/** The first few cases in which the code says something else than the table. */
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
      code.destroysCandidate(judged) === expected.destroys &&
      (expected.isCertain === undefined ||
        (judged.confidence === "certain") === expected.isCertain) &&
      judged.because.length > 0;
    if (!isRight) wrong.push({ ...one, judged, expected });
    if (wrong.length >= most) break;
  }
  return { cases, wrong };
}
