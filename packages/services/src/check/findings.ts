import type { CheckEvidence } from "@churned/db/check";
import type { Verdict } from "@churned/domain/verdict";
import type { TokenWarning } from "@churned/planhat-client/inspect-token";
import type { Refusal } from "./find-refusal.ts";
import type { Probing } from "./probe-planhat.ts";

/** What a check found, before it is judged and applied. */
export interface Findings {
  /** The answers of Planhat, or a verdict that needed none. */
  readonly found: Probing | { readonly verdict: Verdict };
  readonly token: { readonly fingerprint: string; readonly lastFour: string } | null;
  readonly sent: CheckEvidence;
  /** Doubtful features of the token's text: the likely reason if the token is rejected. */
  readonly warnings?: readonly TokenWarning[];
  /** Set if a token that worked was refused: the result of the cross-check. */
  readonly refusal?: Refusal | undefined;
  /** True if a candidate was refused by a host that refuses most tokens. Nothing can be said about the token then. */
  readonly isRefusedWithOthers?: boolean;
  /** How long to wait before the next attempt, as Planhat or our own limit of calls demands. */
  readonly retryAfterMs?: number;
}

const nothingSent: CheckEvidence = { requests: [], attempts: [] };

/** A verdict that was reached without calling Planhat. */
export function verdictAlone(verdict: Verdict, sent: CheckEvidence = nothingSent): Findings {
  return { found: { verdict }, token: null, sent };
}
