export * from "./budget.ts";
export * from "./limits.ts";
