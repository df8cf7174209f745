/** The answers to a check's calls, and what one answer proves about the token. */
import type { VerdictKind } from "./kinds.ts";
import type { ProbeOutcome } from "./verdict.ts";

/**
 * How one call to Planhat ended. `rejected` and `forbidden` are refusals (401, 403) whose body could be Planhat's own.
 * `…_unproven` answers have the same status, but no body, or a body that is not known to be Planhat's. `blocked` is a
 * refusal that another system wrote, such as a firewall. `unknown_host`: DNS has no address for the host's name.
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
  // Our own limit of calls was reached, so we did not call Planhat.
  "held_back",
  "planhat_failed",
  "unreachable",
  "unknown_host",
  "timed_out",
  "unexpected_answer",
  "our_fault",
] as const;
export type AnswerKind = (typeof answerKinds)[number];

/**
 * True for a status with which Planhat refuses every request of the token. 402: the customer's plan or an invoice does
 * not allow access. 410, 423, 451: Planhat took the data away or locked it.
 */
export function isWithheld(status: number | null | undefined): boolean {
  return status === 402 || status === 410 || status === 423 || status === 451;
}

/** True for an answer that proves that the host accepts the token, because the host returned the requested list. */
export function isAcceptance(answer: AnswerKind): boolean {
  return answer === "rows" || answer === "no_rows";
}

/**
 * True for an answer that says that the host does not know the token, even if the answer is not proven to be Planhat's.
 */
export function isRejection(answer: AnswerKind): boolean {
  return answer === "rejected" || answer === "rejected_unproven";
}

/** True for an answer that refuses the token. */
export function isRefusal(answer: AnswerKind): boolean {
  return isRejection(answer) || answer === "forbidden";
}

/** True if there is no answer because of our own fault or our own limit. */
export function isOurs(answer: AnswerKind): boolean {
  return answer === "our_fault" || answer === "held_back";
}

/**
 * The outcome for a model, from its answer. The outcome also depends on whether the host accepts the token for another
 * model.
 */
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
    // If the host accepts the token for other models, a permission is missing. Otherwise a proxy may have written the
    // answer.
    case "forbidden_unproven":
    case "not_found":
      return tokenAccepted ? "denied" : "unknown";
    default:
      return "unknown";
  }
}

// The inconclusive answers with their verdicts. Answers that show more clearly whose fault it is come first.
const inconclusiveAnswers: readonly (readonly [AnswerKind, VerdictKind])[] = [
  ["our_fault", "our_fault"],
  ["throttled", "throttled"],
  ["held_back", "throttled"],
  ["planhat_failed", "planhat_down"],
  ["invalid", "unexpected_answer"],
  ["blocked", "unexpected_answer"],
  ["forbidden_unproven", "unexpected_answer"],
  ["unexpected_answer", "unexpected_answer"],
  // A 404 is inconclusive only if the host accepted no call. Then the address may not be an address of Planhat.
  ["not_found", "unexpected_answer"],
  ["unreachable", "unreachable"],
  ["unknown_host", "unreachable"],
  ["timed_out", "unreachable"],
];

/** The inconclusive answer that shows most about the cause; undefined if all answers are conclusive. */
export function findInconclusive(answers: readonly AnswerKind[]): AnswerKind | undefined {
  return inconclusiveAnswers.find(([answer]) => answers.includes(answer))?.[0];
}

/** The verdict of the inconclusive answer that shows most about the cause; undefined if all answers are conclusive. */
export function inconclusiveOf(answers: readonly AnswerKind[]): VerdictKind | undefined {
  return inconclusiveAnswers.find(([answer]) => answers.includes(answer))?.[1];
}
