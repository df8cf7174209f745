export * from "./actors.ts";
export * from "./audit.ts";
export * from "./audit-chain.ts";
export * from "./history.ts";
export * from "./retention.ts";
