/** Habits of Planhat's that sources disagree about, each to be switched. */
export interface Conventions {
  /** `object`: a list gives a company's owners as `{_id, nickName}`, as was seen in 2020; a single record never does. */
  readonly ownerInLists: "id" | "object";
  /** Whether `/conversations?type=ticket` lists the tickets and `/conversations/:id` finds them. */
  readonly ticketsInConversations: boolean;
  /** `text`: an error's body is its message alone, rather than JSON. Planhat documents no body of errors. */
  readonly errorBodies: "json" | "text";
  /** How records come when no `sort` is given, which Planhat promises nothing about: as they were made, or those
   *  changed last at the end. */
  readonly orderWithoutSort: "made" | "changed";
  /** Whether the lean list of companies keeps to a portfolio (`seen`) or gives every company, which no source tells. */
  readonly leanCompanies: "seen" | "all";
  /** Which lists leave archived records out: that of end users, as is documented, or of every model that knows them. */
  readonly archivedHidden: "endusers" | "all";
  /** What a list answers to `archived=true` (`isArchived=true` for some models): the archived alone, all records, the
   *  usual list, or 400. */
  readonly archivedParameter: "alone" | "all" | "ignored" | "refused";
}

/** What is seen today. */
export const defaultConventions: Conventions = {
  ownerInLists: "id",
  ticketsInConversations: true,
  errorBodies: "json",
  orderWithoutSort: "made",
  leanCompanies: "seen",
  archivedHidden: "endusers",
  archivedParameter: "alone",
};
