/**
 * The reasons for which a record cannot be stored as Planhat sent it, as operators see them. The statements that land a
 * page in `db/sync` choose the reason.
 */
import { planhatIdMax } from "./limits.ts";

export const setAsideReasons = {
  noId: "It has no _id.",
  longId: `Its _id is longer than ${planhatIdMax} bytes.`,
  tooDeep: "It holds lists within lists, deeper than can be kept.",
  tooLarge: "It is too large to be read: more than a worker has room for.",
  unreadable: "It cannot be read.",
  /** The record landed, but not exactly as Planhat sent it. */
  repaired:
    "It held a character that cannot be kept (a null, half of a pair, or broken UTF-8). The character was replaced by U+FFFD.",
} as const;
