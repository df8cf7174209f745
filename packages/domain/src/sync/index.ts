export * from "./sync.ts";
export * from "./sync-schedule.ts";
export * from "./unread-models.ts";
export * from "./held-deletions.ts";
export * from "./limits.ts";
export * from "./conclude-sync.ts";
export * from "./policies.ts";
