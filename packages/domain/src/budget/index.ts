export * from "./budget.ts";
