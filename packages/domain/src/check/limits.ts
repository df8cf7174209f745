const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The interval between checks of a working connection. Jitter changes the interval by up to a quarter. */
export const calmIntervalMs = 4 * hourMs;

/** The first interval after a failed check. Each further failure doubles the interval, up to `calmIntervalMs`. */
export const suspiciousIntervalMs = 2 * minuteMs;

/**
 * The first interval after an inconclusive check. Each further inconclusive check doubles the interval, up to ten
 * minutes. Planhat limits calls per minute, so a throttled connection that is tested sooner is throttled again.
 */
export const firstRetryMs = { outage: 4_000, throttle: minuteMs } as const;

export const outageIntervalMaxMs = 10 * minuteMs;

/**
 * The greatest number of checks of a connection in a day if no person asks for checks. A working connection gets six.
 * An outage of a whole day uses the full number.
 */
export const checksPerDayMax = 75;

/** How many times a check sends each call, at most. */
export const attemptsPerCall = 2;

/**
 * If at most this number of the day's checks is left, retries after inconclusive checks are spread over the rest of the
 * day.
 */
export const checksToSpread = 40;

/**
 * No check is planned further ahead. The longest interval is that of a connection that has used all checks of its day:
 * until tomorrow, and up to 38 minutes more.
 */
export const checkIntervalMaxMs = 25 * hourMs;

/** The time limit for the check of a Save: opening the token, calling Planhat and retrying. */
export const saveCheckBudgetMs = 20_000;

/** The time limit for any other check. */
export const checkBudgetMs = 60_000;

/**
 * A check stores its first requests and its first retries, up to this number of each. It is enough for every model on
 * every host, twice.
 */
export const evidenceMax = 80;

/** The requests of a check are deleted after this time. Its verdict and its outcome for each model stay. */
export const evidenceTtlMs = 30 * 24 * 60 * 60_000;

/** The time limits of one attempt of a call, and of the whole call with its retry. */
export const probeAttemptTimeoutMs = 8_000;
export const probeTimeoutMs = 18_000;

/** After this many attempts that failed on our side, the check ends with the verdict `our_fault`. */
export const checkAttemptsMax = 5;
