/**
 * Counts the records of a model. Planhat gives no totals, so the function searches for the last page: first in steps
 * that double, then by bisection. The number of calls is limited. If the number of records is not proven, it is
 * reported as "at least".
 */

export interface RecordCount {
  readonly records: number;
  /** True if there may be more records. */
  readonly isAtLeast: boolean;
}

/** The number of the last page that is requested. A longer list is not counted to its end. */
const pagesMax = 4_096;
/**
 * The greatest number of calls for one count: steps that double up to the last page, bisection back, and one call to
 * confirm the end.
 */
export const countCallsMax = 2 * Math.log2(pagesMax) + 1;

/**
 * Counts the records of a model. `readIds` reads the ids of at most `pageMax` records at an offset. A list of one page
 * takes one call. A list of N pages takes at most 2·log2(N) calls, rounded up, plus one.
 *
 * The count is exact if the end of the list is proven. A full page shows that Planhat returns pages of that size, so a
 * later short page is the last page. A short first page proves nothing, because Planhat may return smaller pages than
 * requested. If two pages contain the same id, Planhat ignores the offset. Then only the ids that Planhat returned are
 * proven.
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
      // The search skipped pages. If Planhat repeats its last page for higher offsets, it would return the same page
      // here. So request the next page.
      if (page > full + 1 && (await countPage(page + 1)) > 0)
        return { records: seen.size, isAtLeast: true };
      return { records, isAtLeast: false };
    }
  }
  return { records: full * pageMax, isAtLeast: false };
}
