/** The one thing to do after a verdict. Pure, so that every verdict is seen to have an answer. */
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
  /** Somebody else is next: a person at Churned, or who invited the guest. There is nothing to press. */
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

/** What of the guide helps with a verdict; undefined where the guide has nothing to say. */
export function guideStepFor(kind: VerdictKind): number | undefined {
  const { guideStep } = verdictTable[kind];
  return guideStep === null ? undefined : guideSteps[guideStep];
}

/**
 * What is true besides a verdict: a newer token never harms the one in use, and what says nothing about a token changes
 * nothing. `undefined` where the verdict is the whole truth.
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
  // Had a person's test failed for the token in use, the connection would no longer be connected.
  return isAskedByPerson(check.trigger)
    ? `This was about the new token. The one in use, …${lastFour}, keeps working.`
    : "One test alone changes nothing: it is repeated in a moment, by itself.";
}

/** True where Planhat was asked: also of a check that has no verdict yet. */
export function wasSent(kind: VerdictKind | undefined): boolean {
  return kind === undefined || isSent(kind);
}
