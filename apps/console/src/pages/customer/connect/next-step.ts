/** The one thing to do after a verdict. Pure, so that every verdict is seen to have an answer. */
import {
  type CheckTrigger,
  type ConnectionState,
  isAskedByPerson,
  isInconclusive,
  isWorking,
  type VerdictKind,
} from "@churned/domain";

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
  switch (kind) {
    case "connected":
    case "connected_partially":
      if (sync.isGuest === true) return "wait";
      return sync.isAskedFor ? "see_sync" : "notify_churned";
    case "malformed_token":
    case "wrong_secret":
    case "token_rejected":
      return "paste_another";
    case "wrong_region":
    case "missing_permissions":
    case "restricted_view":
    case "throttled":
    case "planhat_down":
    case "unreachable":
    case "unexpected_answer":
    case "our_fault":
      return "test_again";
    case "different_planhat":
      return "wait";
  }
}

/** What of the guide helps with a verdict; undefined where the guide has nothing to say. */
export function guideStepFor(kind: VerdictKind): number | undefined {
  switch (kind) {
    case "missing_permissions":
    case "connected_partially":
    case "restricted_view":
      return 4;
    case "malformed_token":
    case "wrong_secret":
    case "token_rejected":
      return 5;
    default:
      return undefined;
  }
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

/** False of what was no token: Churned saw that by itself, and Planhat was not asked. */
export function wasSent(kind: VerdictKind | undefined): boolean {
  return kind !== "malformed_token" && kind !== "wrong_secret";
}
