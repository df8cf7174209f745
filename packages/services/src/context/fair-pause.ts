/**
 * Shares time fairly among the syncs that one process reads at the same time. Ending a slice (a few pages) to let other
 * syncs run is not enough, because syncs share the processor and the database within a slice too. So a sync that has
 * read much data pauses after each page. The pause is as long as the page took, once for each other sync that has read
 * little. So a small sync does not wait for a large sync, and the large sync still reads at least one page a second.
 */

/** A sync that has read fewer bytes never pauses. Most syncs end before they read this many bytes. */
const muchBytes = 5_000_000;
/**
 * A sync counts as small only if it has read less than this share of this sync's bytes. So syncs of equal size do not
 * delay each other.
 */
const smallShare = 1 / 4;
const maxPauseMs = 1_000;

/** The number of bytes that each running sync has read so far, by the id of the sync. */
export type Readers = Map<string, number>;

/** How long the sync `id` pauses after a page that took `tookMs`, in milliseconds. */
export function fairPauseMs(
  readers: ReadonlyMap<string, number>,
  id: string,
  tookMs: number,
): number {
  const own = readers.get(id) ?? 0;
  if (own < muchBytes) return 0;
  const smaller = [...readers.values()].filter((bytes) => bytes < own * smallShare);
  return Math.min(maxPauseMs, tookMs * smaller.length);
}
