/** The answers of a check's calls: what one call says about the token, and what it leaves open. */
import type { VerdictKind } from "./kinds.ts";
import type { ProbeOutcome } from "./verdict.ts";

/**
 * How one call to Planhat ended. `rejected` and `forbidden` are refusals that Planhat's own API could have written;
 * `…_unproven` are their statuses alone (no body, or words that are not known of Planhat); `blocked` is a refusal that
 * something else wrote, such as a firewall. `unknown_host`: the host's name leads to no address.
 */
export const answerKinds = [
  "rows",
  "no_rows",
  "rejected",
  "rejected_unproven",
  "forbidden",
  "forbidden_unproven",
  "not_found",
  "invalid",
  "blocked",
  "throttled",
  // Our own limit of calls is reached: Planhat was not asked.
  "held_back",
  "planhat_failed",
  "unreachable",
  "unknown_host",
  "timed_out",
  "unexpected_answer",
  "our_fault",
] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** True for an answer that shows the host knows the token: it gave what was asked for. */
export function isAcceptance(answer: AnswerKind): boolean {
  return answer === "rows" || answer === "no_rows";
}

/** True for an answer that does not know the token, proven or not. */
export function isRejection(answer: AnswerKind): boolean {
  return answer === "rejected" || answer === "rejected_unproven";
}

/** True for an answer that is about the token, and no. */
export function isRefusal(answer: AnswerKind): boolean {
  return isRejection(answer) || answer === "forbidden";
}

/** True where it is our doing that there is no answer. */
export function isOurs(answer: AnswerKind): boolean {
  return answer === "our_fault" || answer === "held_back";
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
    case "rejected_unproven":
    // On the way where nothing is accepted; a permission where the same host answers for other models.
    case "forbidden_unproven":
    case "not_found":
      return tokenAccepted ? "denied" : "unknown";
    default:
      return "unknown";
  }
}

// When nothing was decided, the cause that says most about whose fault it is comes first.
const inconclusiveAnswers: readonly (readonly [AnswerKind, VerdictKind])[] = [
  ["our_fault", "our_fault"],
  ["throttled", "throttled"],
  ["held_back", "throttled"],
  ["planhat_failed", "planhat_down"],
  ["invalid", "unexpected_answer"],
  ["blocked", "unexpected_answer"],
  ["forbidden_unproven", "unexpected_answer"],
  ["unexpected_answer", "unexpected_answer"],
  // Where nothing is accepted, 404 is an address that is not Planhat's, and not a permission.
  ["not_found", "unexpected_answer"],
  ["unreachable", "unreachable"],
  ["unknown_host", "unreachable"],
  ["timed_out", "unreachable"],
];

/** The answer that says most of why nothing was decided; undefined where all of them decide. */
export function findInconclusive(answers: readonly AnswerKind[]): AnswerKind | undefined {
  return inconclusiveAnswers.find(([answer]) => answers.includes(answer))?.[0];
}

/** The verdict that such a doubt is; undefined where the answers decide. */
export function inconclusiveOf(answers: readonly AnswerKind[]): VerdictKind | undefined {
  return inconclusiveAnswers.find(([answer]) => answers.includes(answer))?.[1];
}
