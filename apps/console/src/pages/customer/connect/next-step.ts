/** The next step after a verdict. Pure; a test covers every verdict. */
import { type CheckTrigger, isAskedByPerson } from "@churned/domain/check";
import { type ConnectionState } from "@churned/domain/connection";
import {
  isInconclusive,
  isWorking,
  isSent,
  type VerdictKind,
  verdictTable,
} from "@churned/domain/verdict";

export type NextStep =
  | "test_again"
  | "paste_another"
  | "notify_churned"
  | "see_sync"
  /** Somebody else must act: a person at Churned, or the person who invited the guest. */
  | "wait";

export function nextStepAfter(
  kind: VerdictKind,
  sync: { readonly isAskedFor: boolean; readonly isGuest?: boolean },
): NextStep {
  const { token, audience } = verdictTable[kind];
  switch (token) {
    case "works":
      if (sync.isGuest === true) return "wait";
      return sync.isAskedFor ? "see_sync" : "notify_churned";
    case "worthless":
    case "rejected":
      return "paste_another";
    case "accepted":
      return audience === "operator" ? "wait" : "test_again";
    case "elsewhere":
    case "unknown":
      return "test_again";
  }
}

const guideSteps = { permissions: 4, token: 5 } as const;

/** The step of the guide that helps with a verdict; undefined if no step helps. */
export function guideStepFor(kind: VerdictKind): number | undefined {
  const { guideStep } = verdictTable[kind];
  return guideStep === null ? undefined : guideSteps[guideStep];
}

/**
 * A sentence about the token in use. It stands beside a verdict about another token, or beside an inconclusive
 * verdict. `undefined` if there is nothing to add.
 */
export function tellOtherTruth(
  connection: {
    readonly state: ConnectionState;
    readonly lastFour: string | null;
    readonly hasData: boolean;
    readonly hasCandidate: boolean;
  },
  check: { readonly trigger: CheckTrigger; readonly verdict: VerdictKind },
): string | undefined {
  const { state, lastFour, hasData, hasCandidate } = connection;
  if (lastFour === null || isWorking(check.verdict)) return undefined;
  if (hasCandidate)
    return state === "connected"
      ? `This is about the new token. The one in use, …${lastFour}, keeps working until the new one passes.`
      : `This is about the new token. The one in use, …${lastFour}, stays as it was until the new one passes.`;
  if (state !== "connected") return undefined;
  if (isInconclusive(check.verdict))
    return `Your connection stands as it was${hasData ? ", and your data stays" : ""}.`;
  // If the check were about the token in use, the connection would no longer be connected.
  return isAskedByPerson(check.trigger)
    ? `This was about the new token. The one in use, …${lastFour}, keeps working.`
    : "One test alone changes nothing: it is repeated in a moment, by itself.";
}

/** True if the check called Planhat. Also true while a check has no verdict. */
export function wasSent(kind: VerdictKind | undefined): boolean {
  return kind === undefined || isSent(kind);
}
