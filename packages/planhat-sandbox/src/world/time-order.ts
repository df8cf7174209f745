import type { ModelName } from "@churned/planhat-client/models";
import type { Recipe } from "./make-parts.ts";
import { readUpdatedMs } from "./make-record.ts";
import { compareTexts, filterBase, mergeBases } from "./merged-order.ts";

/** A sort key has 28 bits of seconds since 2020 and 24 bits of the index. Together they fit into one exact number. */
const INDEX_ROOM = 2 ** 24;
const FIRST_TIME_MS = Date.UTC(2020, 0, 1);

/** The indices of a model's generated records in the order of their timestamps. */
export function sortByTime(recipe: Recipe, model: ModelName): Uint32Array {
  const size = recipe.sizes[model];
  const keys = new Float64Array(size);
  for (let index = 0; index < size; index += 1)
    keys[index] =
      ((readUpdatedMs(recipe, model, index) - FIRST_TIME_MS) / 1_000) * INDEX_ROOM + index;
  keys.sort();
  // `Uint32Array.from` would first build an array of all values.
  const order = new Uint32Array(size);
  for (let rank = 0; rank < size; rank += 1) order[rank] = (keys[rank] ?? 0) % INDEX_ROOM;
  return order;
}

/** The order without the removed indices. A changed index is at the position of its new time. */
export function moveChanged(
  byTime: Uint32Array,
  over: {
    readonly changed: Iterable<number>;
    readonly removed: ReadonlySet<number>;
    readonly readTime: (index: number) => string;
  },
): Uint32Array {
  const { removed, readTime } = over;
  const changed = new Set(over.changed);
  const moved = [...changed].toSorted((a, b) => compareTexts(readTime(a), readTime(b)) || a - b);
  const unchanged = filterBase(byTime, (index) => !removed.has(index) && !changed.has(index));
  return mergeBases(unchanged, moved, readTime);
}
