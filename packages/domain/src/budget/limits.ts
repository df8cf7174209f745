/**
 * Planhat's soft limit for a tenant, in calls per minute. Source: Planhat's documentation of authentication and limits.
 */
export const callsPerMinute = 200;

/** The number of calls per minute that syncs leave unused, so that the check of a Save never waits for syncs. */
export const callsReservedForChecks = 30;

/** A process must not start a call of a grant that is older than this time. */
export const grantTtlMs = 5_000;

/** A minute and a margin, because calls may reach Planhat later than we sent them, and in another order. */
export const windowMs = 60_000 + 250;

/** A lower limit that Planhat's answers showed is forgotten after this time. */
export const learnedForMs = 10 * 60_000;

/**
 * The lowest limit that we adopt. With a lower limit, a sync makes too few calls to notice that Planhat raised the
 * limit again.
 */
export const learnedMin = 20;

/** How long a model waits after a 429 answer that names no waiting time, and the longest wait. */
export const throttledForMs = 5_000;
export const throttledForMaxMs = 10 * 60_000;

/** Calls that are in flight can make Planhat's count differ from ours by this number. */
export const countTolerance = 8;
