export * from "./auth.ts";
export * from "./checks.ts";
export * from "./connections.ts";
export * from "./history.ts";
export * from "./records.ts";
export * from "./roles.ts";
export * from "./syncs.ts";
export * from "./tenancy.ts";
