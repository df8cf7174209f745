export { isModelName, modelNames, models } from "./registry.ts";
export type { ModelName, PlanhatModel, Sureness } from "./registry.ts";
