/**
 * Counts a model's records, although Planhat gives no totals: searches for the last page in doubling steps, and then by
 * bisection. Calls and work are limited. A number that is not proven is reported as "at least".
 */

/** A count of records. */
export interface RecordCount {
  readonly records: number;
  /** True if there may be more records. */
  readonly isAtLeast: boolean;
}

/** The number of the last page that is tried. A longer list is not counted to its end. */
const pagesMax = 4_096;
/** The most calls of one count: doubling up to the last page, bisecting back, and one call to confirm the end. */
export const countCallsMax = 2 * Math.log2(pagesMax) + 1;

/**
 * Counts the records. `readIds` reads the ids of at most `pageMax` records at an offset. A list of one page takes one
 * call. A list of N pages takes at most 2·log2(N) calls, rounded up, plus one.
 *
 * The count is exact if the end is proven: a full page shows that Planhat gives pages of that size, so a later short
 * page is the last. A short first page proves nothing, because Planhat may give smaller pages than requested. If two
 * pages contain the same id, Planhat ignores the offset, and only the ids that came are proven.
 */
export async function countPlanhatRecords(
  pageMax: number,
  readIds: (offset: number) => Promise<readonly string[]>,
): Promise<RecordCount> {
  const seen = new Set<string>();
  let isRepeated = false;
  const countPage = async (page: number): Promise<number> => {
    const ids = await readIds((page - 1) * pageMax);
    isRepeated ||= ids.some((id) => seen.has(id));
    for (const id of ids) seen.add(id);
    return ids.length;
  };

  // Page `full` has all its rows; page `empty` has none.
  let [full, empty] = [0, Infinity];
  let confirmed = 0;
  while (full + 1 < empty) {
    const page = empty === Infinity ? Math.max(1, full * 2) : Math.floor((full + empty) / 2);
    if (page > pagesMax) return { records: confirmed * pageMax, isAtLeast: true };
    const rows = await countPage(page);
    if (isRepeated) return { records: seen.size, isAtLeast: true };
    if (rows === 0) empty = page;
    else if (rows >= pageMax) [confirmed, full] = [full, page];
    else {
      const records = (page - 1) * pageMax + rows;
      if (full === 0) return { records, isAtLeast: true };
      // The search skipped pages. If Planhat repeats its last page for higher offsets, this page would look the same,
      // so ask for the next one.
      if (page > full + 1 && (await countPage(page + 1)) > 0)
        return { records: seen.size, isAtLeast: true };
      return { records, isAtLeast: false };
    }
  }
  return { records: full * pageMax, isAtLeast: false };
}
