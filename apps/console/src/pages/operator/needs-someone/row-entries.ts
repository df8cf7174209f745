/** The entries of the list: a heading before the first row of each cause. Pure. */
import type { InboxCause, InboxRow } from "../../../api/inbox-queries.ts";

export type RowEntry =
  | { readonly kind: "cause"; readonly key: string; readonly cause: InboxCause }
  | { readonly kind: "item"; readonly key: string; readonly row: InboxRow };

/**
 * `rows` are sorted by severity, so the rows of a cause are together. The numbers in `causes` also count rows that
 * are not loaded yet.
 */
export function makeEntries(
  rows: readonly InboxRow[],
  causes: readonly InboxCause[],
): readonly RowEntry[] {
  const entries: RowEntry[] = [];
  let last: string | undefined;
  for (const row of rows) {
    if (row.cause !== last) {
      last = row.cause;
      const known = causes.find(({ cause }) => cause === row.cause);
      const cause = known ?? { cause: row.cause, title: row.title, count: 0 };
      entries.push({ kind: "cause", key: `cause ${row.cause}`, cause });
    }
    entries.push({ kind: "item", key: row.id, row });
  }
  return entries;
}

/** The item before or after the item `id`. Without `id`, the first item. Undefined at the ends. */
export function findNeighbour(
  rows: readonly InboxRow[],
  id: string | undefined,
  step: 1 | -1,
): string | undefined {
  const here = rows.findIndex((row) => row.id === id);
  return here === -1 ? rows[0]?.id : rows[here + step]?.id;
}
