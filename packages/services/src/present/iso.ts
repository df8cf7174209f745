/** A time in wire form. */
export const iso = (at: Date): string => at.toISOString();

/** A time in wire form; null if there is none. */
export const isoOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;
