/**
 * A verdict, and the predicates on verdicts. Most predicates depend only on the kind of the verdict, by the table of
 * kinds; some also depend on its detail.
 */
import type { ModelName } from "../plan/models.ts";
import type { VerdictKind } from "./kinds.ts";
import { verdictTable } from "./kinds.ts";
import { splitPasteWarning } from "./verdict-detail.ts";

/**
 * How sure a verdict is. `certain`: no other verdict explains the answers. `likely`: the verdict is the best
 * explanation.
 */
export const confidences = ["certain", "likely"] as const;
export type Confidence = (typeof confidences)[number];

/** The conclusion of a check: the kind, the models that it is about, and a detail for some kinds. */
export interface Verdict {
  readonly kind: VerdictKind;
  /**
   * The models that the verdict is about, such as the denied models. Empty if the verdict is about the token as a
   * whole.
   */
  readonly models: readonly ModelName[];
  /**
   * For `missing_permissions`: the wanted (not required) models that are also denied, so that the customer can fix all
   * permissions at once.
   */
  readonly alsoDenied?: readonly ModelName[];
  /**
   * The content depends on the column `detail` of the table of kinds. `region`: the name of the host. `gap`: the format
   * of `formatGap`. `own_wait`: the format of `formatOwnWait`; absent if Planhat asked us to wait. `hosts`: the format of
   * `formatHosts`; absent for a `token_rejected` verdict if every host rejected the token. If the text of a rejected
   * token looked odd, the detail begins with the paste warning.
   */
  readonly detail?: string;
}

type KindAndDetail = Pick<Verdict, "kind" | "detail">;

/** The results of a probe, which is the call of a check for one model. */
export const probeOutcomes = ["allowed", "denied", "empty", "restricted", "unknown"] as const;
export type ProbeOutcome = (typeof probeOutcomes)[number];

/** True for the verdicts with which a token may be used. */
export function isWorking(kind: VerdictKind): boolean {
  return verdictTable[kind].token === "works";
}

/**
 * True for the verdicts that name the models whose permission is missing. Other verdicts name models for other reasons.
 */
export function tellsOfDenied(kind: VerdictKind | null): boolean {
  return kind !== null && verdictTable[kind].models === "denied";
}

/** True for the verdicts that prove that the host accepts the token. */
export function isAccepted(kind: VerdictKind): boolean {
  const { token } = verdictTable[kind];
  return token === "works" || token === "accepted";
}

/**
 * True for the verdicts that say nothing about the token. The connection keeps its state, and the check is repeated.
 */
export function isInconclusive(kind: VerdictKind): boolean {
  return verdictTable[kind].token === "unknown";
}

/** False for a text that cannot be a token. Such a text is never sent to Planhat. */
export function isSent(kind: VerdictKind): boolean {
  return verdictTable[kind].token !== "worthless";
}

/**
 * True for a rejection that is not proven: a host that may know the token gave no answer that is proven to be
 * Planhat's. The token is kept, and tested again automatically.
 */
export function isUncertainRejection({ kind, detail = "" }: KindAndDetail): boolean {
  const { hosts } = splitPasteWarning(detail);
  return verdictTable[kind].token === "rejected" && hosts !== "" && !/^rejected:\S+$/.test(hosts);
}

/**
 * The inconclusive kind whose end may turn this verdict into a good verdict, although no person changes anything. For
 * an uncertain rejection, it is `unreachable`, because a host must answer. Undefined if waiting cannot change the
 * verdict.
 */
export function waitsFor(verdict: KindAndDetail): VerdictKind | undefined {
  if (isInconclusive(verdict.kind)) return verdict.kind;
  return isUncertainRejection(verdict) ? "unreachable" : undefined;
}

/** True for the verdicts after which a token is tested again automatically. */
export function mayRecover(verdict: KindAndDetail): boolean {
  return waitsFor(verdict) !== undefined;
}

/**
 * True for the verdicts after which a candidate (a saved, unproven token) is destroyed, because the token is proven to
 * be worthless.
 */
export function destroysToken(verdict: KindAndDetail): boolean {
  const { token } = verdictTable[verdict.kind];
  if (token === "rejected") return !isUncertainRejection(verdict);
  return token === "worthless";
}
