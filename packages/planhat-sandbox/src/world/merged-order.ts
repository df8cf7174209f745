/** An order of generated records, stored as numbers. The few added records are merged into this order. */

import type { SandboxRecord } from "./make-record.ts";

/** Records in ascending order. A generated record is represented by its index. */
export interface MergedOrder {
  /** The indices. If the indices are 0, 1, 2 and so on, only their number. */
  readonly base: Uint32Array | number;
  /** The added records in ascending order. */
  readonly extras: readonly SandboxRecord[];
  /** For each added record, how many indices of the base precede it. */
  readonly positions: readonly number[];
}

/** Merges the added records into the base. The added records must be in ascending order of `keyOf`. */
export function mergeOrder(
  base: Uint32Array | number,
  extras: readonly SandboxRecord[],
  readKey: (index: number) => string,
  keyOf: (record: SandboxRecord) => string,
): MergedOrder {
  const positions = extras.map((extra) => {
    let low = 0;
    let high = countBase(base);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (readKey(readBase(base, middle)) < keyOf(extra)) low = middle + 1;
      else high = middle;
    }
    return low;
  });
  return { base, extras, positions };
}

/** The keys by which an order is sorted. */
export interface OrderKeys {
  readonly ofIndex: (index: number) => string;
  readonly ofRecord: (record: SandboxRecord) => string;
}

/** The order with only the matching records. */
export function filterOrder(
  order: MergedOrder,
  keys: OrderKeys,
  fitsRecord: (record: SandboxRecord) => boolean,
  fitsIndex: (index: number) => boolean,
): MergedOrder {
  const base = filterBase(order.base, fitsIndex);
  return mergeOrder(base, order.extras.filter(fitsRecord), keys.ofIndex, keys.ofRecord);
}

function countOrder({ base, extras }: MergedOrder): number {
  return countBase(base) + extras.length;
}

/** The records of a page, counted from the front or from the back. */
export function readPage(
  order: MergedOrder,
  page: { readonly offset: number; readonly limit: number; readonly isDescending: boolean },
): (number | SandboxRecord)[] {
  const count = countOrder(order);
  const first = page.isDescending ? count - page.offset - page.limit : page.offset;
  const from = Math.max(0, first);
  const to = Math.min(count, Math.max(0, first + page.limit));
  let passed = order.positions.findIndex((position, at) => position + at >= from);
  if (passed === -1) passed = order.extras.length;
  const found: (number | SandboxRecord)[] = [];
  for (let rank = from; rank < to; rank += 1) {
    const extra = order.extras[passed];
    if (extra && (order.positions[passed] ?? 0) + passed === rank) {
      found.push(extra);
      passed += 1;
    } else {
      found.push(readBase(order.base, rank - passed));
    }
  }
  return page.isDescending ? found.toReversed() : found;
}

/** The matching indices of a base, as a new base. */
export function filterBase(
  base: Uint32Array | number,
  fits: (index: number) => boolean,
): Uint32Array {
  const count = countBase(base);
  const kept = new Uint32Array(count);
  let size = 0;
  for (let rank = 0; rank < count; rank += 1) {
    const index = readBase(base, rank);
    if (fits(index)) {
      kept[size] = index;
      size += 1;
    }
  }
  return kept.subarray(0, size);
}

/** Merges two ascending bases into one. If two keys are equal, the index of the first base comes first. */
export function mergeBases(
  first: Uint32Array,
  second: readonly number[],
  readKey: (index: number) => string,
): Uint32Array {
  const merged = new Uint32Array(first.length + second.length);
  let from = 0;
  for (const [passed, index] of second.entries()) {
    const to = findPlace(first, readKey(index), readKey, from);
    merged.set(first.subarray(from, to), from + passed);
    merged[to + passed] = index;
    from = to;
  }
  merged.set(first.subarray(from), from + second.length);
  return merged;
}

/** The number of indices of a base whose key is at most `key`. The first `from` indices are known to belong to them. */
function findPlace(
  base: Uint32Array,
  key: string,
  readKey: (index: number) => string,
  from: number,
): number {
  let low = from;
  let high = base.length;
  // Recently changed records usually come last, so the end is tried first.
  if (high > low && readKey(base[high - 1] ?? 0) <= key) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (readKey(base[middle] ?? 0) <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Compares texts by code unit. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function countBase(base: Uint32Array | number): number {
  return typeof base === "number" ? base : base.length;
}

function readBase(base: Uint32Array | number, rank: number): number {
  return typeof base === "number" ? rank : (base[rank] ?? 0);
}
