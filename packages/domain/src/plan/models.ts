/** Whether a connection reads a model: it must, it reads it if the token may, or it does not. */
import { keysOf } from "../shared/keys.ts";
export const wishes = ["required", "wanted", "off"] as const;
export type Wish = (typeof wishes)[number];

interface ModelFacts {
  /** Its name on Planhat's permission screen. A test in services compares it with the client's registry. */
  readonly label: string;
  /** Whether a connection reads it unless somebody configures it otherwise. */
  readonly wish: Wish;
}

/**
 * Planhat's models by this product's names (Planhat's paths in the singular, lower case), in the order in which they
 * are read. Dimension data is left out: its list has no stable order, so reading it cannot prove which records are
 * missing.
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

/** One of Planhat's models that a connection can read. */
export type ModelName = keyof typeof modelTable;

/** Every model, in the order in which they are read. */
export const modelNames = keysOf(modelTable);

/** The name of each model on Planhat's permission screen. */
export const modelLabels = mapModels(({ label }) => label);

/** The models that a connection reads; a model that is not named is off. */
export type Plan = Partial<Record<ModelName, Wish>>;

/** What a connection reads unless somebody configures it otherwise. */
export const defaultPlan = mapModels(({ wish }) => wish);

function mapModels<T>(map: (facts: ModelFacts) => T): Readonly<Record<ModelName, T>> {
  const mapped = modelNames.map((name) => [name, map(modelTable[name])] as const);
  return Object.fromEntries(mapped) as Record<ModelName, T>;
}

/** The models of `plan` that are required or wanted, in dependency order (companies first). */
export function plannedModels(plan: Plan): ModelName[] {
  return modelNames.filter((model) => (plan[model] ?? "off") !== "off");
}

/** The plan with every model named. */
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

/** Whether a plan is usable: it needs the companies, which tell which Planhat it is and how much of it is shown. */
export function isUsablePlan(plan: Plan): boolean {
  return plan.company === "required";
}

/** The part of `plan` that is about `models`. */
export function narrowPlan(plan: Plan, models: readonly ModelName[]): Plan {
  return Object.fromEntries(models.map((model) => [model, plan[model] ?? "off"]));
}

/** True if the text is the name of a model. */
export function isModelName(text: string): text is ModelName {
  return (modelNames as readonly string[]).includes(text);
}

/** "Company", "Company and End User", "Company, End User and License". */
export function listLabels(models: readonly ModelName[]): string {
  const labels = models.map((model) => modelLabels[model]);
  const last = labels.at(-1) ?? "";
  return labels.length < 2 ? last : `${labels.slice(0, -1).join(", ")} and ${last}`;
}
