import { splitPasteDoubt } from "./verdict-detail.ts";
import type { ModelName } from "../models.ts";

/** Every answer a check can give; see `explainVerdict` for what each means and asks. */
export const verdictKinds = [
  "connected",
  "connected_partially",
  "malformed_token",
  "wrong_secret",
  "token_rejected",
  "wrong_region",
  "missing_permissions",
  "restricted_view",
  "different_planhat",
  "throttled",
  "planhat_down",
  "unreachable",
  "unexpected_answer",
  "our_fault",
] as const;

/** The name of a verdict. */
export type VerdictKind = (typeof verdictKinds)[number];

/** How sure a verdict is: nothing else fits what was seen, or this is what fits it best. */
export const confidences = ["certain", "likely"] as const;
export type Confidence = (typeof confidences)[number];

/** What a check concluded: its kind, the models it is about, and for some kinds what exactly was seen. */
export interface Verdict {
  readonly kind: VerdictKind;
  /** The models the verdict is about: the denied ones, for instance. Empty where it is about the token as a whole. */
  readonly models: readonly ModelName[];
  /** For `missing_permissions`: the models that are only wanted and may not be read either, so that one visit mends all. */
  readonly alsoDenied?: readonly ModelName[];
  /** For `malformed_token` and `wrong_secret`: what is wrong with the paste. For `wrong_region`: the host that accepts.
   *  For `restricted_view`: the first gap, as `spellGap` spells it. For `throttled`: nothing where Planhat asks to wait,
   *  and `spellOwnWait` where our own limit of calls is reached. For `token_rejected` where not every host rejected it,
   *  and for any other doubt: which host said what, as `spellHosts` spells it. A rejected token's begins with what
   *  spoke against its text, where something did. */
  readonly detail?: string;
}

/** What one probe found out about one model. */
export const probeOutcomes = ["allowed", "denied", "empty", "restricted", "unknown"] as const;
export type ProbeOutcome = (typeof probeOutcomes)[number];

/** True for the verdicts under which a token may be used. */
export function isWorking(kind: VerdictKind): boolean {
  return kind === "connected" || kind === "connected_partially";
}

/** True for the verdicts whose models are those whose permission is missing; others name models for other reasons. */
export function tellsOfDenied(kind: VerdictKind | null): boolean {
  return kind === "missing_permissions" || kind === "connected_partially";
}

/** True for the verdicts after which it is known that the host knows the token. */
export function isAccepted(kind: VerdictKind): boolean {
  return (
    isWorking(kind) ||
    kind === "missing_permissions" ||
    kind === "restricted_view" ||
    kind === "different_planhat"
  );
}

/** True for the verdicts that say nothing about the token: the states of a connection stand, and time may mend them. */
export function isInconclusive(kind: VerdictKind): boolean {
  switch (kind) {
    case "throttled":
    case "planhat_down":
    case "unreachable":
    case "unexpected_answer":
    case "our_fault":
      return true;
    default:
      return false;
  }
}

/**
 * True for a rejection that is not proven: a host that may know the token did not answer, or not in Planhat's words.
 * The token is kept, and tested again by itself.
 */
export function isDoubtfulRejection({
  kind,
  detail = "",
}: Pick<Verdict, "kind" | "detail">): boolean {
  const { hosts } = splitPasteDoubt(detail);
  return kind === "token_rejected" && hosts !== "" && !/^rejected:\S+$/.test(hosts);
}

/**
 * What a verdict waits for, after which the token may be found good with nothing changed by a person: a doubt, or the
 * host that a doubtful rejection has not heard. Undefined where nothing is waited for.
 */
export function waitsFor(verdict: Pick<Verdict, "kind" | "detail">): VerdictKind | undefined {
  if (isInconclusive(verdict.kind)) return verdict.kind;
  return isDoubtfulRejection(verdict) ? "unreachable" : undefined;
}

/** True for the verdicts after which a token is tested again by itself. */
export function mayRecover(verdict: Pick<Verdict, "kind" | "detail">): boolean {
  return waitsFor(verdict) !== undefined;
}

/** True for the verdicts after which a candidate token is worthless and destroyed. */
export function destroysCandidate(verdict: Pick<Verdict, "kind" | "detail">): boolean {
  const { kind } = verdict;
  if (kind === "token_rejected") return !isDoubtfulRejection(verdict);
  return kind === "malformed_token" || kind === "wrong_secret";
}
