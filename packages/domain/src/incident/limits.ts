const minuteMs = 60_000;

/** Older observations do not count. A failing connection is checked again sooner, after ten minutes. */
export const observationWindowMs = 15 * minuteMs;

/** With fewer failing connections there is no incident, and each connection is handled separately. */
export const failingMin = 3;

/** An incident needs this many refusals by a host, because people may remove a few tokens at the same time. */
export const refusedMin = 5;

/** An incident needs this share of failing connections, of all connections observed since the host began to fail. */
export const failingShareMin = 0.5;

/** A refusal is believed after this time, if there is no incident and the host did not answer another token either. */
export const refusalPatienceMs = 30 * minuteMs;

/**
 * The number of connections that a sweep checks. One connection is not enough: it may have a failure of its own, which
 * would keep the incident open.
 */
export const canariesPerSweep = 2;

/** The number of good sweeps in a row that close an incident. After one, the host may fail again at once. */
export const goodSweepsToClose = 2;

/** The delay to the next sweep after a good sweep. */
export const goodSweepIntervalMs = 15_000;

/** The shortest and the longest delay to the next sweep after a failed sweep. */
export const sweepIntervalMinMs = 30_000;
export const sweepIntervalMaxMs = 30 * minuteMs;

/**
 * How long the checks of a connection may stay inconclusive outside an incident before it needs an operator. A
 * throttled connection gets more time: other programs use up the customer's quota of calls, and this often ends by
 * itself.
 */
export const inconclusiveForMs = { outage: 15 * minuteMs, throttle: 6 * 60 * minuteMs } as const;

/** A connection needs an operator only after this many inconclusive checks in a row. */
export const inconclusiveChecksMin = 3;
