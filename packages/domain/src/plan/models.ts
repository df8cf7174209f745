/**
 * Planhat's models in the words of this product: singular, lower case, as Planhat's paths are without their plural; in
 * the order in which they are read. Dimension data is not among them: its list has no order by which a page proves what
 * is missing.
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

/** How Planhat's permission screen calls each model. Held equal to the client's registry by a test in services. */
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

/** Whether a connection reads a model: it must, it would like to, or it does not. */
export const wishes = ["required", "wanted", "off"] as const;
export type Wish = (typeof wishes)[number];

/** The models a connection reads; one that is not named is off. */
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

/** The models of `plan` that are read at all, in dependency order (companies first). */
export function plannedModels(plan: Plan): ModelName[] {
  return modelNames.filter((model) => (plan[model] ?? "off") !== "off");
}

/** A plan with each of its models named. */
export function completePlan(plan: Plan): Record<ModelName, Wish> {
  const wished = modelNames.map((model) => [model, plan[model] ?? "off"] as const);
  return Object.fromEntries(wished) as Record<ModelName, Wish>;
}

/** What a plan asks of one model otherwise than before. */
export interface PlanChange {
  readonly model: ModelName;
  readonly from: Wish;
  readonly to: Wish;
}

/** In what two plans differ, in the order of models. */
export function comparePlans(before: Plan, after: Plan): PlanChange[] {
  const [from, to] = [completePlan(before), completePlan(after)];
  return modelNames
    .filter((model) => from[model] !== to[model])
    .map((model) => ({ model, from: from[model], to: to[model] }));
}

/** Whether a plan can be followed: which Planhat it is, and what it shows, is told by its companies. */
export function isUsablePlan(plan: Plan): boolean {
  return plan.company === "required";
}

/** `plan` without all models but these. */
export function narrowPlan(plan: Plan, models: readonly ModelName[]): Plan {
  return Object.fromEntries(models.map((model) => [model, plan[model] ?? "off"]));
}

/** True where text names one of Planhat's models. */
export function isModelName(text: string): text is ModelName {
  return (modelNames as readonly string[]).includes(text);
}

/** "Company", "Company and End User", "Company, End User and License". */
export function listLabels(models: readonly ModelName[]): string {
  const labels = models.map((model) => modelLabels[model]);
  const last = labels.at(-1) ?? "";
  return labels.length < 2 ? last : `${labels.slice(0, -1).join(", ")} and ${last}`;
}
