export * from "./api-key.ts";
export * from "./limits.ts";
