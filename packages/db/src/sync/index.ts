export * from "./absences.ts";
export * from "./estimates.ts";
export * from "./held-deletions.ts";
export * from "./landing-carefully.ts";
export { countLive, FencedError, landPage } from "./landing.ts";
export type { LandedPage } from "./landing.ts";
export type { PageOrder, PageToLand } from "./landing-statement.ts";
export * from "./policies.ts";
export * from "./schedules.ts";
export * from "./set-aside.ts";
export * from "./stream-work.ts";
export * from "./sync-requests.ts";
export * from "./sync-claims.ts";
export {
  findLastFullAt,
  findLiveSync,
  findSync,
  findSyncWithStreams,
  insertSync,
  listSyncRows,
} from "./syncs.ts";
export type { StreamRow, SyncRow, SyncView, SyncWithStreams } from "./syncs.ts";
export * from "./watermarks.ts";
export { forgetUnread, keepUnread } from "./unread-models.ts";
