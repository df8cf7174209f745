/**
 * The times from Save to verdict of a period, as a histogram. Two histograms add up to the histogram of both, so a
 * median or a p95 of a week is computed from all its times. The median of seven medians would be wrong.
 */

/** The number of times in each bucket, by the number of the bucket. Buckets without times are left out. */
export type SaveTimes = Readonly<Record<string, number>>;

const firstMs = 10;
/** Four buckets double the time, so a time is known to about a tenth. */
const perDoubling = 4;
const buckets = 80;

/** The bounds between the buckets in milliseconds, ascending: bucket `n` begins at bound `n - 1`. */
export const saveTimeBoundsMs: readonly number[] = Array.from({ length: buckets }, (_, at) =>
  Math.round(firstMs * 2 ** (at / perDoubling)),
);

export function addSaveTimes(all: readonly SaveTimes[]): SaveTimes {
  const sum: Record<string, number> = {};
  for (const times of all)
    for (const [bucket, count] of Object.entries(times)) sum[bucket] = (sum[bucket] ?? 0) + count;
  return sum;
}

export const countSaveTimes = (times: SaveTimes): number =>
  Object.values(times).reduce((sum, count) => sum + count, 0);

/**
 * The time in milliseconds that the share `q` of all times does not exceed: the middle of its bucket. Null if there are
 * no times.
 */
export function quantileOf(times: SaveTimes, q: number): number | null {
  const rank = Math.max(1, Math.ceil(q * countSaveTimes(times)));
  let seen = 0;
  for (let bucket = 0; bucket <= buckets; bucket += 1) {
    seen += times[bucket] ?? 0;
    if (seen >= rank) return middleOf(bucket);
  }
  return null;
}

function middleOf(bucket: number): number {
  const from = saveTimeBoundsMs[bucket - 1] ?? firstMs / 2;
  const to = saveTimeBoundsMs[bucket] ?? from * 2 ** (1 / perDoubling);
  return Math.round(Math.sqrt(from * to));
}
