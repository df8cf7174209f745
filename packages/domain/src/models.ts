/** Planhat's models in the words of this product: singular, lower case, as Planhat's paths are without their plural. */
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
};

/** Whether a connection reads a model: it must, it would like to, or it does not. */
export type Wish = "required" | "wanted" | "off";

/** The models a connection reads. */
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
};

/** The models of `plan` that are read at all, in dependency order (companies first). */
export function plannedModels(plan: Plan): ModelName[] {
  return modelNames.filter((model) => (plan[model] ?? "off") !== "off");
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
