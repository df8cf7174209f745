/** How many syncs may run at once. */

/** How many syncs of one tenant run at once, however many connections it has and however many workers there are. */
export const syncsOfTenantMax = 4;
