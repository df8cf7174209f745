/**
 * Which Planhat a token reads. The companies and the users that the token shows identify the Planhat. The customer sees
 * this identity before syncing begins. Later checks compare it with the Planhat whose data landed (is stored).
 */

import type { AcceptedGap, Gap } from "../verdict/gaps.ts";

/** The identity of a Planhat, with enough details for a person to recognise it. */
export interface PlanhatIdentity {
  /** The number of companies that the token shows; null if unknown. */
  readonly companies: number | null;
  /** The names of the three oldest companies. */
  readonly companyNames: readonly string[];
  /** The mail domains of the users, the most common first. */
  readonly mailDomains: readonly string[];
  /** When this identity was read, ISO 8601 in UTC. */
  readonly seenAt: string;
  /**
   * Ids of the oldest companies and users, which distinguish this Planhat from another. Planhat's ids are unique across
   * all its customers.
   */
  readonly companyIds: readonly string[];
  readonly userIds: readonly string[];
  /** The gaps (signs that only a part is shown) that the last sync found in the landed data. */
  readonly syncGaps?: readonly Gap[];
}

/**
 * The answer of a person to the question "are these all companies?". It applies to the Planhat that has one of these
 * companies or users.
 */
export interface CompaniesAnswer extends Pick<PlanhatIdentity, "companyIds" | "userIds"> {
  readonly isAll: boolean;
  /** The number of companies that were shown when the person answered. */
  readonly count: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/**
 * The findings of checks that a person confirmed, and the answers of persons. Later checks do not ask about them again.
 */
export interface Accepted {
  /** The gaps (only a part is shown) that a person confirmed. */
  readonly gaps?: readonly AcceptedGap[];
  /** The Planhat that an operator confirmed, although data of another Planhat had landed. */
  readonly planhat?: Pick<PlanhatIdentity, "companyIds" | "userIds">;
  /** The answer to whether the shown companies are all companies. No check can find this out. */
  readonly companies?: CompaniesAnswer;
}

/** True if two lists have at least one id in common. */
function meets(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(others);
  return some.some((id) => known.has(id));
}

/**
 * Whether `a` and `b` are the same Planhat. One company or one user in common is enough, because the token's account
 * may not see the oldest companies. Returns "unknown" if `a` and `b` have neither companies nor users to compare.
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

/**
 * The answer that a person gave about this Planhat; undefined if there is no answer, or if it was about another
 * Planhat.
 */
export function answerFor(
  accepted: Accepted,
  planhat: Pick<PlanhatIdentity, "companyIds" | "userIds">,
): CompaniesAnswer | undefined {
  const { companies } = accepted;
  return companies && compareIdentities(companies, planhat) !== "different" ? companies : undefined;
}

/**
 * Whether to ask a person if the shown companies are all companies. We ask if nobody has answered yet, or if the answer
 * was "no" and more companies are shown since. If no company is shown, the gap `none_shown` (gaps.ts) asks instead.
 */
export function isCompaniesQuestionOpen(
  companies: number | null,
  answer: Pick<CompaniesAnswer, "isAll" | "count"> | null,
): boolean {
  if (companies === null || companies === 0) return false;
  return answer === null || (!answer.isAll && companies > answer.count);
}
