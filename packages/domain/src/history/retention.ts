/** How long backups are kept, in days, unless configured otherwise. */
export const backupRetentionDaysDefault = 35;

/** Checks, syncs and notifications are deleted after this; the timeline, which describes them, and the audit stay. */
export const historyTtlMs = 180 * 24 * 60 * 60_000;
