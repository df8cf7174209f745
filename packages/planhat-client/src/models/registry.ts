/** Planhat's models as data. Only this folder knows their paths, page sizes, fields and permission labels. */

import * as conversations from "./conversations.ts";
import type { ModelFacts } from "./describe.ts";
import * as people from "./people.ts";
import * as revenue from "./revenue.ts";
import * as work from "./work.ts";

// In the order in which pages show them. Add new models at the end, because the sandbox's ids depend on a model's
// position.
const facts = {
  company: people.company,
  enduser: people.enduser,
  license: revenue.license,
  churn: people.churn,
  nps: people.nps,
  conversation: conversations.conversation,
  ticket: conversations.ticket,
  task: conversations.task,
  invoice: revenue.invoice,
  opportunity: revenue.opportunity,
  user: people.user,
  customfield: work.customfield,
  sale: revenue.sale,
  asset: revenue.asset,
  campaign: work.campaign,
  workspace: work.workspace,
  objective: work.objective,
  project: work.project,
  issue: conversations.issue,
  workflow: work.workflow,
  timeentry: work.timeentry,
  timesheet: work.timesheet,
  deal: revenue.deal,
  lineitem: revenue.lineitem,
  product: revenue.product,
  dimensiondata: work.dimensiondata,
} as const satisfies Record<string, ModelFacts>;

/** The facts with their literal types, from which records' types are derived. */
export type ModelTable = typeof facts;

/** A model's name: Planhat's path in the singular, lower case. Notes are conversations of type `note`. */
export type ModelName = keyof ModelTable;

/** The facts of one Planhat model, with its name. */
export interface PlanhatModel extends ModelFacts {
  readonly name: ModelName;
}

/** Whether a text is a model's name; narrows its type. */
export function isModelName(text: string): text is ModelName {
  return Object.hasOwn(facts, text);
}

/** The names of all models, in the order in which pages show them. */
export const modelNames: readonly ModelName[] = Object.keys(facts).filter(isModelName);

/** Every model by its name. */
export const models: Readonly<Record<ModelName, PlanhatModel>> = nameFacts();

function nameFacts(): Record<ModelName, PlanhatModel> {
  const named = modelNames.map((name): [ModelName, PlanhatModel] => [
    name,
    { name, ...facts[name] },
  ]);
  return Object.fromEntries(named) as Record<ModelName, PlanhatModel>;
}
