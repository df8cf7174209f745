export * from "./connection-views.ts";
export * from "./connections.ts";
export * from "./receipts.ts";
