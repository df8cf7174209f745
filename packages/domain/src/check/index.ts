export * from "./check.ts";
export * from "./schedule.ts";
export * from "./limits.ts";
