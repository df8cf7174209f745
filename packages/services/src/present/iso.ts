/** A time in the form of the HTTP API. */
export const iso = (at: Date): string => at.toISOString();

/** A time in the form of the HTTP API; null if there is none. */
export const isoOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;
