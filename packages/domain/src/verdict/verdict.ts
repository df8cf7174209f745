/** A verdict, and what follows from it: from its kind by the table, and from its detail where that decides too. */
import type { ModelName } from "../plan/models.ts";
import type { VerdictKind } from "./kinds.ts";
import { verdictTable } from "./kinds.ts";
import { splitPasteWarning } from "./verdict-detail.ts";

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
  /**
   * What the table's column `detail` says. A region: the name of the host. A gap: as `spellGap` spells it. A wait of
   * our own: as `spellOwnWait` spells it; absent where Planhat asks to wait. Hosts: as `spellHosts` spells them; absent
   * for a `token_rejected` that every host rejected. A rejected token's detail begins with what spoke against its text,
   * where something did.
   */
  readonly detail?: string;
}

type KindAndDetail = Pick<Verdict, "kind" | "detail">;

/** What one probe found out about one model. */
export const probeOutcomes = ["allowed", "denied", "empty", "restricted", "unknown"] as const;
export type ProbeOutcome = (typeof probeOutcomes)[number];

/** True for the verdicts under which a token may be used. */
export function isWorking(kind: VerdictKind): boolean {
  return verdictTable[kind].token === "works";
}

/** True for the verdicts whose models are those whose permission is missing; others name models for other reasons. */
export function tellsOfDenied(kind: VerdictKind | null): boolean {
  return kind !== null && verdictTable[kind].models === "denied";
}

/** True for the verdicts after which it is known that the host knows the token. */
export function isAccepted(kind: VerdictKind): boolean {
  const { token } = verdictTable[kind];
  return token === "works" || token === "accepted";
}

/** True for the verdicts that say nothing about the token: the states of a connection stand, and time may mend them. */
export function isInconclusive(kind: VerdictKind): boolean {
  return verdictTable[kind].token === "unknown";
}

/** False for a text that is no token: we see that by ourselves, and Planhat is not asked. */
export function isSent(kind: VerdictKind): boolean {
  return verdictTable[kind].token !== "worthless";
}

/**
 * True for a rejection that is not proven: a host that may know the token did not answer, or not in Planhat's words.
 * The token is kept, and tested again by itself.
 */
export function isUncertainRejection({ kind, detail = "" }: KindAndDetail): boolean {
  const { hosts } = splitPasteWarning(detail);
  return verdictTable[kind].token === "rejected" && hosts !== "" && !/^rejected:\S+$/.test(hosts);
}

/**
 * What a verdict waits for, after which the token may be found good with nothing changed by a person: a doubt, or the
 * host that a doubtful rejection has not heard. Undefined where nothing is waited for.
 */
export function waitsFor(verdict: KindAndDetail): VerdictKind | undefined {
  if (isInconclusive(verdict.kind)) return verdict.kind;
  return isUncertainRejection(verdict) ? "unreachable" : undefined;
}

/** True for the verdicts after which a token is tested again by itself. */
export function mayRecover(verdict: KindAndDetail): boolean {
  return waitsFor(verdict) !== undefined;
}

/** True for the verdicts after which a candidate token is worthless and destroyed. */
export function destroysCandidate(verdict: KindAndDetail): boolean {
  const { token } = verdictTable[verdict.kind];
  if (token === "rejected") return !isUncertainRejection(verdict);
  return token === "worthless";
}
