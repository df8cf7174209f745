/** A read of sensitive data is logged again after this time, for the same person and the same data. */
export const readLoggedEveryMs = 60 * 60_000;

/** How long backups are kept, in days, unless configured otherwise. */
export const backupRetentionDaysDefault = 35;

/**
 * Checks, syncs and notifications are deleted after this time. The audit stays, and so does the timeline, which
 * describes what they found.
 */
export const historyTtlMs = 180 * 24 * 60 * 60_000;
