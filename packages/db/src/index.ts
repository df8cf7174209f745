/** PostgreSQL: the schema, the walls, and every query by name. The only package that knows SQL. */
export * from "./changes.ts";
export type { PageOf, PageRequest } from "./cursor.ts";
export * from "./database.ts";
export * from "./locks.ts";
export { isMigrated } from "./migrate.ts";
export * from "./repos/checks.ts";
export * from "./repos/connections.ts";
export * from "./repos/credentials.ts";
export * from "./repos/estimates.ts";
export * from "./repos/history.ts";
export * from "./repos/landing.ts";
export * from "./repos/notifications.ts";
export * from "./repos/records.ts";
export * from "./repos/sync-requests.ts";
export * from "./repos/syncs.ts";
export * from "./repos/tenants.ts";
export type { EstimateOfModel } from "./schema/syncs.ts";
