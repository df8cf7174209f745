import { refusalPatienceMs } from "./limits.ts";

/**
 * Whether the host accepted the token of another connection after the refusal. `accepted`: it did. `sought`: the token
 * of another connection is being tested now. `none`: there is no other connection to test.
 */
export type CrossCheck = "accepted" | "sought" | "none";

/**
 * Whether we believe the refusal of a token that worked before, so that its customer must act. We believe the refusal
 * if the host accepts other tokens, or if there is no other token to test. As long as the cross-check with another
 * token is open, we do not believe it, because the host may be refusing every token. If the cross-check stays open for
 * long and no incident explains the refusal, we believe it.
 */
export function isBelieved(refusal: {
  readonly crossCheck: CrossCheck;
  readonly ageMs: number;
  readonly inIncident: boolean;
}): boolean {
  const { crossCheck, ageMs, inIncident } = refusal;
  if (crossCheck !== "sought") return true;
  return !inIncident && ageMs >= refusalPatienceMs;
}
