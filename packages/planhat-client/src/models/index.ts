export { isModelName, modelNames, models } from "./registry.ts";
export type { ModelName, PlanhatModel } from "./registry.ts";
export type {
  FieldType,
  Keyable,
  ModelFacts,
  ModelPermission,
  PermissionPlace,
  PlanhatField,
  Sureness,
} from "./describe.ts";
export { decode } from "./decode.ts";
export type { Decoded, Oddity } from "./decode.ts";
export type { FieldOf, FilterOf, RecordOf, Reference } from "./records.ts";
