import type { Work } from "./watch-plans.ts";

/** Work that is little at any size: a table that is read whole because it is small, and its index's one level more. */
const little: Work = { rows: 2_500, buffers: 400 };

/** True if the same question took more than twice the work in the larger database, and not only little. */
export function hasGrown(small: Work, large: Work): boolean {
  return (["rows", "buffers"] as const).some(
    (key) => large[key] > Math.max(2 * small[key], little[key]),
  );
}
