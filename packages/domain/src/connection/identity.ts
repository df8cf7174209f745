/** Which Planhat a token reads, told by what it shows: shown before anything is enabled, and compared afterwards. */

import type { AcceptedGap, Gap } from "../verdict/gaps.ts";

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

/** A person's answer to "is that all of them?", of the Planhat that has one of these companies or users. */
export interface CompaniesAnswer extends Pick<PlanhatIdentity, "companyIds" | "userIds"> {
  readonly isAll: boolean;
  /** How many companies were shown when it was given. */
  readonly count: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** What a person said of what a check found; a later check does not ask again. */
export interface Accepted {
  /** The ways in which the view may be limited. */
  readonly gaps?: readonly AcceptedGap[];
  /** Another Planhat than the one whose data landed. */
  readonly planhat?: Pick<PlanhatIdentity, "companyIds" | "userIds">;
  /** Whether the companies that are shown are all there are, which no check can know. */
  readonly companies?: CompaniesAnswer;
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

/** The answer that holds for this Planhat; one about another says nothing. */
export function answerFor(
  accepted: Accepted,
  planhat: Pick<PlanhatIdentity, "companyIds" | "userIds">,
): CompaniesAnswer | undefined {
  const { companies } = accepted;
  return companies && compareIdentities(companies, planhat) !== "different" ? companies : undefined;
}

/**
 * True where it is to be asked whether the companies shown are all: nobody has answered, or "no" was said and more are
 * shown since. None at all is another question.
 */
export function isCompaniesQuestionOpen(
  companies: number | null,
  answer: Pick<CompaniesAnswer, "isAll" | "count"> | null,
): boolean {
  if (companies === null || companies === 0) return false;
  return answer === null || (!answer.isAll && companies > answer.count);
}
