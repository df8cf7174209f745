export * from "./clock.ts";
export * from "./changes.ts";
export type { PageOf, PageRequest } from "./cursor.ts";
export * from "./database.ts";
export * from "./is-database-away.ts";
export * from "./locks.ts";
export type { Listener } from "./listen.ts";
