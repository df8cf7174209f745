export * from "./history.ts";
export * from "./retention.ts";
