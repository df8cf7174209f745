/** Conventions of Planhat about which sources disagree; tests can switch each. */
export interface Conventions {
  /** `object`: lists return a company's owners as `{_id, nickName}`, as in 2020; single records never do. */
  readonly ownerInLists: "id" | "object";
  /** Whether `/conversations?type=ticket` lists the tickets and `/conversations/:id` finds them. */
  readonly ticketsInConversations: boolean;
  /** `text`: the body of an error is its message as plain text instead of JSON. Planhat documents no format. */
  readonly errorBodies: "json" | "text";
  /** The order of records without `sort`, which Planhat does not define: by creation, or by the last change (newest
   *  last). */
  readonly orderWithoutSort: "made" | "changed";
  /**
   * Whether the lean list contains only the companies of the portfolio (`seen`) or all companies. No source says which.
   */
  readonly leanCompanies: "seen" | "all";
  /** Which lists leave out archived records: only end users, as documented, or every model with archived records. */
  readonly archivedHidden: "endusers" | "all";
  /**
   * What a list returns for `archived=true` (`isArchived=true` for some models): only archived records, all records,
   * the usual list, or status 400.
   */
  readonly archivedParameter: "alone" | "all" | "ignored" | "refused";
}

/** Planhat's conventions today, as far as known. */
export const defaultConventions: Conventions = {
  ownerInLists: "id",
  ticketsInConversations: true,
  errorBodies: "json",
  orderWithoutSort: "made",
  leanCompanies: "seen",
  archivedHidden: "endusers",
  archivedParameter: "alone",
};
