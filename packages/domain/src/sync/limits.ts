/** How many syncs of one tenant run at the same time, regardless of the number of its connections and of workers. */
export const syncsOfTenantMax = 4;
