/** PostgreSQL: the schema, the walls, and every query by name. The only package that knows SQL. */
export * from "./changes.ts";
export type { PageOf, PageRequest } from "./cursor.ts";
export * from "./database.ts";
export * from "./locks.ts";
export { isMigrated } from "./migrate.ts";
export * from "./repos/budgets.ts";
export * from "./repos/check-claims.ts";
export * from "./repos/check-work.ts";
export * from "./repos/checks.ts";
export * from "./repos/connection-mails.ts";
export * from "./repos/connection-views.ts";
export * from "./repos/connections.ts";
export * from "./repos/credentials.ts";
export * from "./repos/custom-fields.ts";
export * from "./repos/deletes.ts";
export * from "./repos/estimates.ts";
export * from "./repos/history.ts";
export * from "./repos/incident-work.ts";
export * from "./repos/incidents.ts";
export * from "./repos/invitations.ts";
export * from "./repos/notifications.ts";
export * from "./repos/problem-cares.ts";
export * from "./repos/problems.ts";
export * from "./repos/receipts.ts";
export * from "./repos/landing-carefully.ts";
export { countLive, FencedError, landPage } from "./repos/landing.ts";
export type { LandedPage } from "./repos/landing.ts";
export type { PageOrder, PageToLand } from "./repos/landing-statement.ts";
export * from "./repos/policies.ts";
export * from "./repos/record-export.ts";
export * from "./repos/records.ts";
export * from "./repos/retention.ts";
export * from "./repos/schedules.ts";
export * from "./repos/set-aside.ts";
export * from "./repos/stream-work.ts";
export * from "./repos/sync-requests.ts";
export * from "./repos/sync-work.ts";
export {
  findLastFullAt,
  findLiveSync,
  findSync,
  findSyncWithStreams,
  insertSync,
  listSyncs,
} from "./repos/syncs.ts";
export type { StreamRow, SyncRow, SyncView, SyncWithStreams } from "./repos/syncs.ts";
export * from "./repos/tenants.ts";
export * from "./repos/watermarks.ts";
export type { EstimateOfModel, ArchivedList, Paging } from "./schema/syncs.ts";

export { forgetUnread, keepUnread } from "./repos/unread-models.ts";
