/**
 * How a plan treats a model. `required`: the connection must read it. `wanted`: the connection reads it if the token
 * may. `off`: the connection does not read it.
 */
import { keysOf } from "../shared/keys.ts";
export const wishes = ["required", "wanted", "off"] as const;
export type Wish = (typeof wishes)[number];

interface ModelFacts {
  /**
   * The name of the model on Planhat's permission screen. A test in services compares this name with the client's
   * registry.
   */
  readonly label: string;
  /** How a connection treats the model, unless somebody configures the connection otherwise. */
  readonly wish: Wish;
}

/**
 * Planhat's models by this product's names, which are Planhat's paths in the singular and in lower case. The order is
 * the order of reading. Dimension data is left out, because its list has no stable order. So reading it could not prove
 * which records are missing.
 */
const modelTable = {
  company: { label: "Company", wish: "required" },
  enduser: { label: "End User", wish: "required" },
  license: { label: "License", wish: "wanted" },
  churn: { label: "Churn", wish: "wanted" },
  nps: { label: "NPS", wish: "wanted" },
  conversation: { label: "Conversation", wish: "wanted" },
  ticket: { label: "Ticket", wish: "wanted" },
  task: { label: "Task", wish: "wanted" },
  invoice: { label: "Invoice", wish: "wanted" },
  opportunity: { label: "Opportunity", wish: "wanted" },
  user: { label: "User", wish: "wanted" },
  customfield: { label: "Custom Field", wish: "wanted" },
  sale: { label: "Sale", wish: "off" },
  asset: { label: "Asset", wish: "off" },
  campaign: { label: "Campaign", wish: "off" },
  workspace: { label: "Workspace", wish: "off" },
  objective: { label: "Objective", wish: "off" },
  project: { label: "Project", wish: "off" },
  issue: { label: "Issue", wish: "off" },
  workflow: { label: "Workflow", wish: "off" },
  timeentry: { label: "Time Entry", wish: "off" },
  timesheet: { label: "Timesheet", wish: "off" },
  deal: { label: "Deal", wish: "off" },
  lineitem: { label: "Line Item", wish: "off" },
  product: { label: "Product", wish: "off" },
} as const satisfies Readonly<Record<string, ModelFacts>>;

/** The name of a model of Planhat (a kind of record) that a connection can read. */
export type ModelName = keyof typeof modelTable;

/** Every model, in the order of reading. */
export const modelNames = keysOf(modelTable);

/** The name of each model on Planhat's permission screen. */
export const modelLabels = mapModels(({ label }) => label);

/** The plan of a connection: how it treats each model. A model that the plan does not name is off. */
export type Plan = Partial<Record<ModelName, Wish>>;

/** The plan of a connection, unless somebody configures it otherwise. */
export const defaultPlan = mapModels(({ wish }) => wish);

function mapModels<T>(map: (facts: ModelFacts) => T): Readonly<Record<ModelName, T>> {
  const mapped = modelNames.map((name) => [name, map(modelTable[name])] as const);
  return Object.fromEntries(mapped) as Record<ModelName, T>;
}

/** The models of `plan` that are required or wanted. The order is the order of reading, with companies first. */
export function plannedModels(plan: Plan): ModelName[] {
  return modelNames.filter((model) => (plan[model] ?? "off") !== "off");
}

/** The plan with an entry for every model. */
export function completePlan(plan: Plan): Record<ModelName, Wish> {
  const wished = modelNames.map((model) => [model, plan[model] ?? "off"] as const);
  return Object.fromEntries(wished) as Record<ModelName, Wish>;
}

/** The change of one model between two plans. */
export interface PlanChange {
  readonly model: ModelName;
  readonly from: Wish;
  readonly to: Wish;
}

/** The differences between two plans, in the order of models. */
export function comparePlans(before: Plan, after: Plan): PlanChange[] {
  const [from, to] = [completePlan(before), completePlan(after)];
  return modelNames
    .filter((model) => from[model] !== to[model])
    .map((model) => ({ model, from: from[model], to: to[model] }));
}

/**
 * Whether a plan is usable. Companies must be required, because they show which Planhat a token reads and how much of
 * it the token sees.
 */
export function isUsablePlan(plan: Plan): boolean {
  return plan.company === "required";
}

/** The part of `plan` for `models`. */
export function narrowPlan(plan: Plan, models: readonly ModelName[]): Plan {
  return Object.fromEntries(models.map((model) => [model, plan[model] ?? "off"]));
}

/** True if the text is the name of a model. */
export function isModelName(text: string): text is ModelName {
  return (modelNames as readonly string[]).includes(text);
}

/** Joins the labels of models, such as "Company", "Company and End User" or "Company, End User and License". */
export function listLabels(models: readonly ModelName[]): string {
  const labels = models.map((model) => modelLabels[model]);
  const last = labels.at(-1) ?? "";
  return labels.length < 2 ? last : `${labels.slice(0, -1).join(", ")} and ${last}`;
}
