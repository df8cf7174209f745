/** PostgreSQL: the schema, the walls, and every query by name. The only package that knows SQL. */
export * from "./client/changes.ts";
export type { PageOf, PageRequest } from "./client/cursor.ts";
export * from "./client/database.ts";
export * from "./client/locks.ts";
export { isMigrated } from "./migrate.ts";
export * from "./budget/budgets.ts";
export * from "./check/check-claims.ts";
export * from "./check/check-work.ts";
export * from "./check/checks.ts";
export * from "./notification/connection-mails.ts";
export * from "./connection/connection-views.ts";
export * from "./connection/connections.ts";
export * from "./token/credentials.ts";
export * from "./record/custom-fields.ts";
export * from "./sync/deletes.ts";
export * from "./sync/estimates.ts";
export * from "./history/history.ts";
export * from "./incident/incident-work.ts";
export * from "./incident/incidents.ts";
export * from "./invitation/invitations.ts";
export * from "./notification/notifications.ts";
export * from "./triage/triage.ts";
export * from "./inbox/problems.ts";
export * from "./connection/receipts.ts";
export * from "./sync/landing-carefully.ts";
export { countLive, FencedError, landPage } from "./sync/landing.ts";
export type { LandedPage } from "./sync/landing.ts";
export type { PageOrder, PageToLand } from "./sync/landing-statement.ts";
export * from "./sync/policies.ts";
export * from "./record/record-export.ts";
export * from "./record/records.ts";
export * from "./history/retention.ts";
export * from "./sync/schedules.ts";
export * from "./sync/set-aside.ts";
export * from "./sync/stream-work.ts";
export * from "./sync/sync-requests.ts";
export * from "./sync/sync-work.ts";
export {
  findLastFullAt,
  findLiveSync,
  findSync,
  findSyncWithStreams,
  insertSync,
  listSyncs,
} from "./sync/syncs.ts";
export type { StreamRow, SyncRow, SyncView, SyncWithStreams } from "./sync/syncs.ts";
export * from "./tenant/tenants.ts";
export * from "./sync/watermarks.ts";
export type { EstimateOfModel, ArchivedList, Paging } from "./tables/sync.ts";

export { forgetUnread, keepUnread } from "./sync/unread-models.ts";
