/** Planhat's models as data. Everything that knows a path, a page size, a field or a permission's label reads it here. */

import * as conversations from "./conversations.ts";
import type { ModelFacts } from "./describe.ts";
import * as people from "./people.ts";
import * as revenue from "./revenue.ts";
import * as work from "./work.ts";

// In the order in which a person should see them. New ones go last: made-up ids depend on a model's place.
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

/** A model's name as we write it everywhere: singular, lower case, Planhat's path without its plural.
 *  Notes are conversations of type `note`. */
export type ModelName = keyof ModelTable;

/** What is known of one Planhat model. */
export interface PlanhatModel extends ModelFacts {
  readonly name: ModelName;
}

/** Whether a text is a model's name; narrows its type. */
export function isModelName(text: string): text is ModelName {
  return Object.hasOwn(facts, text);
}

/** Every model's name, in the order in which a person should see them. */
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
