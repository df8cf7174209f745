import type { Verdict } from "@churned/domain";

/** What a check found out, before it is applied. */
export interface Findings {
  readonly verdict: Verdict;
  readonly host: string | null;
  readonly token: { readonly fingerprint: string; readonly lastFour: string } | null;
}
