/** Conventions of Planhat about which our sources disagree. A test can set each convention. */
export interface Conventions {
  /** `object`: lists return a company's owners as `{_id, nickName}`, as in 2020. A single record always has ids. */
  readonly ownerInLists: "id" | "object";
  /** Whether `/conversations?type=ticket` lists the tickets and `/conversations/:id` finds them. */
  readonly ticketsInConversations: boolean;
  /**
   * `text`: the body of an error is its message as plain text instead of JSON. Planhat documents no format for
   * errors.
   */
  readonly errorBodies: "json" | "text";
  /** The order of records without `sort`, which Planhat does not define: by creation, or by the last change (newest
   *  last). */
  readonly orderWithoutSort: "made" | "changed";
  /**
   * Whether the lean list (`/leancompanies`) contains only the companies that the account may see (`seen`), or all
   * companies. No source answers this question.
   */
  readonly leanCompanies: "seen" | "all";
  /** Which lists leave out archived records: only end users, as documented, or every model with archived records. */
  readonly archivedHidden: "endusers" | "all";
  /**
   * The answer of a list to `archived=true` (`isArchived=true` for some models): only archived records, all records,
   * the usual list, or status 400.
   */
  readonly archivedParameter: "alone" | "all" | "ignored" | "refused";
}

/** Planhat's conventions today, as far as we know them. */
export const defaultConventions: Conventions = {
  ownerInLists: "id",
  ticketsInConversations: true,
  errorBodies: "json",
  orderWithoutSort: "made",
  leanCompanies: "seen",
  archivedHidden: "endusers",
  archivedParameter: "alone",
};
