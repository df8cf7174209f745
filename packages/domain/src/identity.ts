/** Which Planhat a token reads, told by what it shows: shown before anything is enabled, and compared afterwards. */

import type { AcceptedGap, Gap } from "./verdict/gaps.ts";

/** What is shown of a Planhat: enough for a person to recognise it. */
export interface PlanhatIdentity {
  /** How many companies it shows; null where that is not known. */
  readonly companies: number | null;
  /** The names of the three oldest. */
  readonly companyNames: readonly string[];
  /** The users' mail domains, the most common first. */
  readonly mailDomains: readonly string[];
  /** When it was seen, ISO 8601 in UTC. */
  readonly seenAt: string;
  /** Ids of the oldest companies and users, by which it is told from another Planhat. Planhat's ids are unique everywhere. */
  readonly companyIds: readonly string[];
  readonly userIds: readonly string[];
  /** What the last sync's own data showed to be missing. */
  readonly syncGaps?: readonly Gap[];
}

/** What a person said yes to; a later check does not ask again. */
export interface Accepted {
  /** The ways in which the view may be limited. */
  readonly gaps?: readonly AcceptedGap[];
  /** Another Planhat than the one whose data landed. */
  readonly planhat?: Pick<PlanhatIdentity, "companyIds" | "userIds">;
}

/** A longer id, in UTF-8 bytes, fits no index row of PostgreSQL. Planhat's own have 24 characters. */
export const planhatIdMax = 512;

/** True where two lists of ids have one in common. */
function meets(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(others);
  return some.some((id) => known.has(id));
}

/**
 * Whether both are the same Planhat. A portfolio may hide the oldest companies, so one company or user in common is
 * enough; "unknown" where neither shows what could be compared.
 */
export function compareIdentities(
  a: Pick<PlanhatIdentity, "companyIds" | "userIds">,
  b: Pick<PlanhatIdentity, "companyIds" | "userIds">,
): "same" | "different" | "unknown" {
  if (meets(a.companyIds, b.companyIds) || meets(a.userIds, b.userIds)) return "same";
  const isComparable =
    (a.companyIds.length > 0 && b.companyIds.length > 0) ||
    (a.userIds.length > 0 && b.userIds.length > 0);
  return isComparable ? "different" : "unknown";
}
