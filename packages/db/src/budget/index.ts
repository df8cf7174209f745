export * from "./budgets.ts";
