export * from "./sync.ts";
export * from "./sync-schedule.ts";
export * from "./unread-models.ts";
export * from "./deletes.ts";
export * from "./limits.ts";
