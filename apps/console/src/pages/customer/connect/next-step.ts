/** The one thing to do after a verdict. Pure, so that every verdict is seen to have an answer. */
import type { VerdictKind } from "@churned/domain";

export type NextStep =
  | "test_again"
  | "paste_another"
  | "notify_churned"
  | "see_sync"
  /** A person at Churned decides; there is nothing to press. */
  | "wait";

export function nextStepAfter(kind: VerdictKind, sync: { readonly isAskedFor: boolean }): NextStep {
  switch (kind) {
    case "connected":
    case "connected_partially":
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
 * What must be said of the token in use while a newer one is judged: it is never harmed by a verdict on the newer.
 * `undefined` where there is only one token, and nothing to tell apart.
 */
export function tellTokensApart(connection: {
  readonly lastFour: string | null;
  readonly hasCandidate: boolean;
}): string | undefined {
  if (!connection.hasCandidate || connection.lastFour === null) return undefined;
  return `This is about the new token. The one in use, …${connection.lastFour}, keeps working until the new one passes.`;
}
