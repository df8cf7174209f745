import type { CheckEvidence } from "@churned/db/check";
import type { Verdict } from "@churned/domain/verdict";
import type { TokenWarning } from "@churned/planhat-client/inspect-token";
import type { Refusal } from "./find-refusal.ts";
import type { Probing } from "./probe-planhat.ts";

/** What a check found out, before it is judged and applied. */
export interface Findings {
  /** Planhat's answers, to be judged; or a verdict that needed none. */
  readonly found: Probing | { readonly verdict: Verdict };
  readonly token: { readonly fingerprint: string; readonly lastFour: string } | null;
  readonly sent: CheckEvidence;
  /** What speaks against the token as a text: the likely reason where it is rejected. */
  readonly warnings?: readonly TokenWarning[];
  /** Where a token that worked was refused altogether: what can be held against it. */
  readonly refusal?: Refusal | undefined;
  /** True where a newer token was refused by a host that refuses everybody: nothing can be said of it, nor of the host. */
  readonly isRefusedWithOthers?: boolean;
  /** How long to wait before it is tried again, as Planhat asked, or our own limit of calls. */
  readonly retryAfterMs?: number;
}

const nothingSent: CheckEvidence = { requests: [], attempts: [] };

/** A verdict that was reached without asking Planhat. */
export function verdictAlone(verdict: Verdict, sent: CheckEvidence = nothingSent): Findings {
  return { found: { verdict }, token: null, sent };
}
