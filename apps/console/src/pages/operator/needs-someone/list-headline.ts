import type { InboxFilters } from "../../../api/inbox-queries.ts";
import { formatCount } from "../../../ui/numbers.ts";

/** The page's headline, with the number of connections that need someone. `count` is undefined until it is known. */
export function headlineForList(count: number | undefined, filters: InboxFilters): string {
  if (count === undefined) return "Needs someone";
  if (filters.assignedTo === "me")
    return count === 0 ? "Nothing is yours right now" : `${formatCount(count)} of these are yours`;
  if (count === 0) return "Nobody is needed";
  return count === 1
    ? "1 connection needs someone"
    : `${formatCount(count)} connections need someone`;
}
