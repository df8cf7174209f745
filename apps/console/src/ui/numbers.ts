/** Writes numbers for people: with separators, and rounded where exact digits do not help. */

const grouped = new Intl.NumberFormat("en");

/** The exact number with separators: "1,204". */
export function formatCount(count: number): string {
  return grouped.format(count);
}

/** A number of things that were counted up to a limit. With `isAtLeast` there are more. */
export interface BoundedTotal {
  readonly total: number;
  readonly isAtLeast: boolean;
}

/** The total of a list that is not read yet, or is empty. */
export const nothing: BoundedTotal = { total: 0, isAtLeast: false };

/** "1,204", or "1,000+" if there are more than were counted. */
export function formatTotal({ total, isAtLeast }: BoundedTotal): string {
  return `${formatCount(total)}${isAtLeast ? "+" : ""}`;
}

/** "1 record", "12 records", "1,000+ records". */
export function totalOf(some: BoundedTotal, one: string, many = `${one}s`): string {
  return `${formatTotal(some)} ${some.total === 1 && !some.isAtLeast ? one : many}`;
}

/** The total of two lists that have nothing in common. */
export function addTotals(one: BoundedTotal, other: BoundedTotal): BoundedTotal {
  return { total: one.total + other.total, isAtLeast: one.isAtLeast || other.isAtLeast };
}

/** Rounds to three figures: 183,942 → "184,000", 5,183,220 → "5.18 million". */
export function formatRounded(count: number): string {
  if (count < 1_000) return grouped.format(count);
  const rounded = Number(count.toPrecision(3));
  if (rounded < 1_000_000) return grouped.format(rounded);
  return `${grouped.format(rounded / 1_000_000)} million`;
}

/** "1 record", "12 records". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** "840 B", "12 kB", "3.4 MB", "1.2 GB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
