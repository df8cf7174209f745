/**
 * From all answers of a check to one verdict: pure and total.
 *
 * 401 and 403 are both ambiguous in Planhat's documentation, so no single answer decides. A token is known to be
 * good as soon as one model answers; it is known to be bad only when every answer of every host rejects it. As long as
 * one answer is missing (an outage, a throttle, our own fault), a doubt stays a doubt and is never a bad token.
 */
import type { ModelName, Plan } from "../models.ts";
import { plannedModels } from "../models.ts";
import type { ProbeOutcome, Verdict, VerdictKind } from "./kinds.ts";

/** How one call to Planhat ended, by what it says about the token. */
export const answerKinds = [
  "rows",
  "no_rows",
  "rejected",
  "forbidden",
  "not_found",
  "throttled",
  "planhat_failed",
  "unreachable",
  "timed_out",
  "unexpected_answer",
  "our_fault",
] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** Everything a check saw. */
export interface Evidence {
  readonly plan: Plan;
  /** The answers of the host that was probed in full, at most one for each planned model. */
  readonly answers: Partial<Record<ModelName, AnswerKind>>;
  /** One answer from each other host that was asked, in the order they were asked. */
  readonly otherHosts: readonly { readonly host: string; readonly answer: AnswerKind }[];
}

/** True for an answer that proves the host knows the token. */
export function isAcceptance(answer: AnswerKind): boolean {
  return answer === "rows" || answer === "no_rows";
}

/** What an answer means for the model it came from, once it is known whether the token is accepted at all. */
export function outcomeOf(answer: AnswerKind | undefined, tokenAccepted: boolean): ProbeOutcome {
  switch (answer) {
    case "rows":
      return "allowed";
    case "no_rows":
      return "empty";
    case "forbidden":
      return "denied";
    case "rejected":
    case "not_found":
      return tokenAccepted ? "denied" : "unknown";
    default:
      return "unknown";
  }
}

// When nothing was decided, the cause that says most about whose fault it is comes first.
const doubts: readonly [AnswerKind, VerdictKind][] = [
  ["our_fault", "our_fault"],
  ["throttled", "throttled"],
  ["planhat_failed", "planhat_down"],
  ["unexpected_answer", "unexpected_answer"],
  // Where nothing is accepted, 404 is an address that is not Planhat's, and not a permission.
  ["not_found", "unexpected_answer"],
  ["unreachable", "unreachable"],
  ["timed_out", "unreachable"],
];

function doubtOf(answers: readonly AnswerKind[]): VerdictKind | undefined {
  return doubts.find(([answer]) => answers.includes(answer))?.[1];
}

/** The one verdict that a person who saw the same answers would give. */
export function deriveVerdict(evidence: Evidence): Verdict {
  const { plan, answers, otherHosts } = evidence;
  const planned = plannedModels(plan);
  const given = planned.map((model) => answers[model] ?? "our_fault");
  const accepted = given.some(isAcceptance);

  if (accepted) {
    const denied = planned.filter((model) => outcomeOf(answers[model], true) === "denied");
    const required = planned.filter((model) => plan[model] === "required");
    const requiredDenied = required.filter((model) => denied.includes(model));
    if (requiredDenied.length > 0) return { kind: "missing_permissions", models: requiredDenied };
    const doubt = doubtOf(
      required
        .map((model) => answers[model] ?? "our_fault")
        .filter((answer) => answer !== "not_found"),
    );
    if (doubt !== undefined) return { kind: doubt, models: [] };
    return denied.length > 0
      ? { kind: "connected_partially", models: denied }
      : { kind: "connected", models: [] };
  }

  // Where no host was named, the one that knows the token is probed in full instead, and its answers are judged.
  const isUnknownHere = given.every((answer) => answer === "rejected");
  const knowingHost = otherHosts.find(
    ({ answer }) => isAcceptance(answer) || (answer === "forbidden" && isUnknownHere),
  );
  if (knowingHost !== undefined)
    return { kind: "wrong_region", models: [], detail: knowingHost.host };

  const doubt = doubtOf([...given, ...otherHosts.map(({ answer }) => answer)]);
  if (doubt !== undefined) return { kind: doubt, models: [] };

  // Only rejections are left. A host that forbids where others reject knows the token: it just may not read anything.
  const forbidsHere = given.some((answer) => answer === "forbidden");
  const othersReject = otherHosts.every(({ answer }) => answer === "rejected");
  if (forbidsHere && othersReject)
    return {
      kind: "missing_permissions",
      models: planned.filter((model) => plan[model] === "required"),
    };
  return { kind: "token_rejected", models: [] };
}
