export * from "./limits.ts";
export * from "./kinds.ts";
