/** How many syncs of one tenant run at the same time, regardless of the number of its connections and of workers. */
export const syncsOfTenantMax = 4;

/** How often the changes of a connection are read by default, in minutes. */
export const incrementalEveryMinutes = 60;

/** How often all records of a connection are read by default, in minutes. Only this full pass finds deleted records. */
export const fullEveryMinutes = 24 * 60;

/** The promise by default: the data of a connection is never older than this, in minutes. */
export const freshWithinMinutes = 3 * 60;

/** When this share of the promised time has passed, operators are told that the promise is at risk. */
export const lateAfterShare = 0.75;

/**
 * Up to this many missing records of a model are removed without asking, unless all records of the model are missing.
 */
export const missingAlwaysSafe = 20;

/** A greater number is removed without asking only if it is below this share of the model's records. */
export const missingSafeShare = 0.1;

/** A stream is given up after this many attempts without a page. With backoff, that takes about two hours. */
export const streamAttemptsMax = 20;

/**
 * The number of attempts if Planhat returns pages of other models in the meantime. These attempts take about half a
 * minute.
 */
export const streamAttemptsAloneMax = 6;

/** The number of attempts if Planhat rejects the request as invalid, or rejects the token for this model only. */
export const streamAttemptsRefusedMax = 3;

/**
 * Planhat may throttle for a while. If it throttles one model for longer than this, the trouble is with this model
 * only.
 */
export const streamThrottledMaxMs = 30 * 60_000;

/** A failed sync is repeated after this time, or after the usual interval if that is shorter. */
export const retryFailedSyncMs = 15 * 60_000;

/** At most this many missing records are requested by id, for all models of a sync together. */
export const requestedByIdMax = 50;

/** A change may appear in Planhat's list this long after the time that it carries. */
export const incrementalOverlapMs = 5 * 60_000;
