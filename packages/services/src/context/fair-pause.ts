/**
 * Fair sharing among the syncs that one process reads at once. Slices alone are not enough, because syncs share the
 * processor and the database within a slice too. So a sync that has read much pauses after each page, as long as the
 * page took, once for each sync beside it that has read little. A small sync then does not wait for a large one, and
 * the large one still reads at least one page a second.
 */

/** In bytes. A sync that has read less never pauses: most syncs end before they read this much. */
const muchBytes = 5_000_000;
/** Only a sync with less than this share of our bytes counts as small, so that equal syncs do not delay each other. */
const smallShare = 1 / 4;
const maxPauseMs = 1_000;

/** The bytes that each running sync has read so far, by sync id. */
export type Readers = Map<string, number>;

/** How long sync `id` pauses after a page that took `tookMs`. */
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
