export * from "./delivery.ts";
export * from "./kinds.ts";
