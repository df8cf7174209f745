import type { CheckEvidence } from "@churned/db/check";
import type { Verdict } from "@churned/domain/verdict";
import type { TokenWarning } from "@churned/planhat-client/inspect-token";
import type { Refusal } from "./find-refusal.ts";
import type { Probing } from "./probe-planhat.ts";

/** The findings of a check, before a verdict is derived and applied. */
export interface Findings {
  /** The answers of Planhat, or a verdict that needed no answers. */
  readonly found: Probing | { readonly verdict: Verdict };
  readonly token: { readonly fingerprint: string; readonly lastFour: string } | null;
  readonly sent: CheckEvidence;
  /** Odd features of the token's text. If the token is rejected, they are the likely reason. */
  readonly warnings?: readonly TokenWarning[];
  /** Set if a token that worked before was refused: the result of the cross-check with other tokens. */
  readonly refusal?: Refusal | undefined;
  /**
   * True if a host that refuses most tokens refused the candidate (the saved, unproven token). Then the refusal says
   * nothing about the candidate.
   */
  readonly isRefusedWithOthers?: boolean;
  /** How long to wait before the next attempt, if Planhat or our own limit of calls requires a wait. */
  readonly retryAfterMs?: number;
}

const nothingSent: CheckEvidence = { requests: [], attempts: [] };

/**
 * The findings of a check whose verdict does not come from Planhat's answers: the token is unusable, or the error is
 * our own. `sent`: the calls that the check made nevertheless.
 */
export function verdictAlone(verdict: Verdict, sent: CheckEvidence = nothingSent): Findings {
  return { found: { verdict }, token: null, sent };
}
