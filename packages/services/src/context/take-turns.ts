/**
 * Syncs that are read side by side in one process. Slices give turns, but processor and database are shared within a
 * slice too: one that has read much rests after a page for as long as the page took, for each beside it that has read
 * little. So a small sync does not wait for a large one, and the large one goes on, a page a second at the slowest.
 */

/** Below this nobody rests: most syncs are over before they have read so much. In bytes. */
const muchBytes = 5_000_000;
/** Little is less than this part of what the other has read: syncs of one size do not hold each other up. */
const littleShare = 1 / 4;
const restMostMs = 1_000;

/** Bytes that each sync being read now has read so far, by its id. */
export type Readers = Map<string, number>;

/** How long sync `id` rests after a page that took `tookMs`. */
export function restAfterPage(
  readers: ReadonlyMap<string, number>,
  id: string,
  tookMs: number,
): number {
  const own = readers.get(id) ?? 0;
  if (own < muchBytes) return 0;
  const beside = [...readers.values()].filter((bytes) => bytes < own * littleShare);
  return Math.min(restMostMs, tookMs * beside.length);
}
