/**
 * Which Planhat a token reads, recognised by the companies and users that it shows. The customer sees it before syncing
 * begins; later checks compare it with the Planhat whose data landed.
 */

import type { AcceptedGap, Gap } from "../verdict/gaps.ts";

/** Enough of a Planhat for a person to recognise it. */
export interface PlanhatIdentity {
  /** How many companies it shows; null if unknown. */
  readonly companies: number | null;
  /** The names of the three oldest companies. */
  readonly companyNames: readonly string[];
  /** The users' mail domains, the most common first. */
  readonly mailDomains: readonly string[];
  /** When it was seen, ISO 8601 in UTC. */
  readonly seenAt: string;
  /**
   * Ids of the oldest companies and users, which distinguish this Planhat from another. Planhat's ids are unique across
   * all its customers.
   */
  readonly companyIds: readonly string[];
  readonly userIds: readonly string[];
  /** Gaps that the last sync found in the landed data. */
  readonly syncGaps?: readonly Gap[];
}

/**
 * A person's answer to "are these all companies?". It is about the Planhat that has one of these companies or users.
 */
export interface CompaniesAnswer extends Pick<PlanhatIdentity, "companyIds" | "userIds"> {
  readonly isAll: boolean;
  /** How many companies were shown when the person answered. */
  readonly count: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Findings of checks that a person confirmed, and answers of persons; later checks do not ask again. */
export interface Accepted {
  /** Limits of the view that a person knows of. */
  readonly gaps?: readonly AcceptedGap[];
  /** The Planhat that an operator confirmed although other data had landed. */
  readonly planhat?: Pick<PlanhatIdentity, "companyIds" | "userIds">;
  /** Whether the shown companies are all there are; no check can know that. */
  readonly companies?: CompaniesAnswer;
}

/** The longest id in UTF-8 bytes: a longer one may not fit an index row of PostgreSQL. Planhat's have 24 characters. */
export const planhatIdMax = 512;

/** True if two lists of ids have one in common. */
function meets(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(others);
  return some.some((id) => known.has(id));
}

/**
 * Whether both are the same Planhat. One company or user in common is enough, because a portfolio may hide the oldest
 * companies. "unknown" if neither companies nor users are known on both sides.
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

/** The person's answer about this Planhat; undefined if there is none, or if it was about another Planhat. */
export function answerFor(
  accepted: Accepted,
  planhat: Pick<PlanhatIdentity, "companyIds" | "userIds">,
): CompaniesAnswer | undefined {
  const { companies } = accepted;
  return companies && compareIdentities(companies, planhat) !== "different" ? companies : undefined;
}

/**
 * Whether to ask if the shown companies are all there are: nobody has answered yet, or the answer was "no" and more are
 * shown since. If no company is shown, `none_shown` (gaps.ts) asks about that instead.
 */
export function isCompaniesQuestionOpen(
  companies: number | null,
  answer: Pick<CompaniesAnswer, "isAll" | "count"> | null,
): boolean {
  if (companies === null || companies === 0) return false;
  return answer === null || (!answer.isAll && companies > answer.count);
}
