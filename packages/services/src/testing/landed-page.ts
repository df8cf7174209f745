import type { LandedPage } from "@churned/db/sync";

/** The counts of an empty page. */
export const nothingLanded: LandedPage = {
  fetched: 0,
  newlySeen: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  repaired: 0,
  absent: 0,
  firstId: null,
  lastId: null,
  isOrdered: true,
  hasMoreLanded: false,
  hasAfter: false,
  headAt: null,
  tailAt: null,
  tailId: null,
  newest: null,
};
