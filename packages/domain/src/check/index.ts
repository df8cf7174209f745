export * from "./check.ts";
export * from "./schedule.ts";
