export type { SharedLimiter } from "./share-budget.ts";
export { shareBudget } from "./share-budget.ts";
