/**
 * Planhat's models by this product's names (Planhat's paths in the singular, lower case), in the order in which they
 * are read. Dimension data is left out: its list has no stable order, so reading it cannot prove which records are
 * missing.
 */
export const modelNames = [
  "company",
  "enduser",
  "license",
  "churn",
  "nps",
  "conversation",
  "ticket",
  "task",
  "invoice",
  "opportunity",
  "user",
  "customfield",
  "sale",
  "asset",
  "campaign",
  "workspace",
  "objective",
  "project",
  "issue",
  "workflow",
  "timeentry",
  "timesheet",
  "deal",
  "lineitem",
  "product",
] as const;

/** One of Planhat's models that a connection can read. */
export type ModelName = (typeof modelNames)[number];

/** The name of each model on Planhat's permission screen. A test in services compares it with the client's registry. */
export const modelLabels: Record<ModelName, string> = {
  company: "Company",
  enduser: "End User",
  license: "License",
  churn: "Churn",
  nps: "NPS",
  conversation: "Conversation",
  ticket: "Ticket",
  task: "Task",
  invoice: "Invoice",
  opportunity: "Opportunity",
  user: "User",
  customfield: "Custom Field",
  sale: "Sale",
  asset: "Asset",
  campaign: "Campaign",
  workspace: "Workspace",
  objective: "Objective",
  project: "Project",
  issue: "Issue",
  workflow: "Workflow",
  timeentry: "Time Entry",
  timesheet: "Timesheet",
  deal: "Deal",
  lineitem: "Line Item",
  product: "Product",
};

/** Whether a connection reads a model: it must, it reads it if the token may, or it does not. */
export const wishes = ["required", "wanted", "off"] as const;
export type Wish = (typeof wishes)[number];

/** The models that a connection reads; a model that is not named is off. */
export type Plan = Partial<Record<ModelName, Wish>>;

/** What a connection reads unless somebody configures it otherwise. */
export const defaultPlan: Readonly<Record<ModelName, Wish>> = {
  company: "required",
  enduser: "required",
  license: "wanted",
  churn: "wanted",
  nps: "wanted",
  conversation: "wanted",
  ticket: "wanted",
  task: "wanted",
  invoice: "wanted",
  opportunity: "wanted",
  user: "wanted",
  customfield: "wanted",
  sale: "off",
  asset: "off",
  campaign: "off",
  workspace: "off",
  objective: "off",
  project: "off",
  issue: "off",
  workflow: "off",
  timeentry: "off",
  timesheet: "off",
  deal: "off",
  lineitem: "off",
  product: "off",
};

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
