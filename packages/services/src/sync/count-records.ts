/**
 * Counts a model's records although Planhat gives no totals: it looks for the last page, in doubling steps and then by
 * halves. Calls and work are bounded, and a number that is not proven is told as "at least".
 */

/** A count of records. */
export interface RecordCount {
  readonly records: number;
  /** True where there may be more. */
  readonly isAtLeast: boolean;
}

/** The last page that is asked for, by number. A list that is longer is not counted to its end. */
const pagesMax = 4_096;
/** The calls of one count at most: doubling to the last page, halving back, and one that confirms the end. */
export const countCallsMax = 2 * Math.log2(pagesMax) + 1;

/**
 * Counts. `readIds` reads the ids of at most `pageMax` records at an offset. A list of one page takes one call, one of
 * N pages at most 2·log2(N) rounded up and one more.
 *
 * Exact where the end is proven: a full page shows that Planhat gives pages of that size, so a shorter one after it is
 * the last. A first page that is not full proves nothing: Planhat may give smaller pages than were asked for. An id
 * that comes in two pages shows that Planhat does not keep to the offset, and then only the ids that came are proven.
 */
export async function countRecords(
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

  // Page `full` has all its rows, page `empty` has none.
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
      // Found by a leap: pages of a Planhat that goes no further than its last one would look the same.
      if (page > full + 1 && (await countPage(page + 1)) > 0)
        return { records: seen.size, isAtLeast: true };
      return { records, isAtLeast: false };
    }
  }
  return { records: full * pageMax, isAtLeast: false };
}
