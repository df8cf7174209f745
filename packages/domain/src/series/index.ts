export * from "./ranges.ts";
export * from "./save-times.ts";
export * from "./join-periods.ts";
