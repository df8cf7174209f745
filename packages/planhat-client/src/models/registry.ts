/** Planhat's models as data. Everything that knows a path, a page size or a permission's label reads it here. */

/** A model's name as we write it everywhere: singular, lower case, Planhat's path without its plural. */
export type ModelName =
  | "company"
  | "enduser"
  | "license"
  | "churn"
  | "nps"
  | "conversation"
  | "ticket"
  | "task"
  | "invoice"
  | "opportunity"
  | "user"
  | "customfield";

/** How sure the facts of a model are. Planhat publishes no OpenAPI description and documents no page limits.
 *  `confirmed`: Planhat's own pages or several working clients agree; `single_source`: one third party says so;
 *  `inferred`: our guess. */
export type Sureness = "confirmed" | "single_source" | "inferred";

/** What is known of one Planhat model. */
export interface PlanhatModel {
  readonly name: ModelName;
  /** As Planhat's permission screen calls it, in the singular. */
  readonly label: string;
  /** Below the API's base URL, with its leading slash. */
  readonly path: `/${string}`;
  /** Records in a page when no `limit` is sent. */
  readonly pageDefault: number;
  /** The largest `limit`. What Planhat does above it is undocumented, so nobody may ask for more. */
  readonly pageMax: number;
  /** The property that says when a record last changed. Planhat has no "changed since" filter. */
  readonly timestampField: "updatedAt" | "lastUpdated";
  /** How sure the page sizes are. */
  readonly paging: Sureness;
  /** How sure the timestamp's name is. */
  readonly timestamp: Sureness;
}

/** Every model by its name. */
export const models: Readonly<Record<ModelName, PlanhatModel>> = {
  company: {
    name: "company",
    label: "Company",
    path: "/companies",
    pageDefault: 100,
    pageMax: 5_000,
    timestampField: "updatedAt",
    paging: "confirmed",
    timestamp: "confirmed",
  },
  enduser: {
    name: "enduser",
    label: "End User",
    path: "/endusers",
    pageDefault: 100,
    pageMax: 2_000,
    timestampField: "updatedAt",
    paging: "confirmed",
    timestamp: "single_source",
  },
  license: {
    name: "license",
    label: "License",
    path: "/licenses",
    pageDefault: 100,
    pageMax: 2_000,
    timestampField: "updatedAt",
    paging: "confirmed",
    timestamp: "inferred",
  },
  churn: {
    name: "churn",
    label: "Churn",
    path: "/churn",
    pageDefault: 100,
    pageMax: 1_000,
    timestampField: "updatedAt",
    paging: "single_source",
    timestamp: "confirmed",
  },
  nps: {
    name: "nps",
    label: "NPS",
    path: "/nps",
    pageDefault: 100,
    pageMax: 10_000,
    timestampField: "updatedAt",
    paging: "single_source",
    timestamp: "single_source",
  },
  conversation: {
    name: "conversation",
    label: "Conversation",
    path: "/conversations",
    pageDefault: 30,
    pageMax: 2_000,
    timestampField: "updatedAt",
    paging: "confirmed",
    timestamp: "single_source",
  },
  ticket: {
    name: "ticket",
    label: "Ticket",
    path: "/tickets",
    pageDefault: 500,
    pageMax: 10_000,
    timestampField: "updatedAt",
    paging: "confirmed",
    timestamp: "inferred",
  },
  task: {
    name: "task",
    label: "Task",
    path: "/tasks",
    pageDefault: 500,
    pageMax: 10_000,
    timestampField: "updatedAt",
    paging: "single_source",
    timestamp: "single_source",
  },
  invoice: {
    name: "invoice",
    label: "Invoice",
    path: "/invoices",
    pageDefault: 100,
    pageMax: 2_000,
    timestampField: "lastUpdated",
    paging: "confirmed",
    timestamp: "confirmed",
  },
  opportunity: {
    name: "opportunity",
    label: "Opportunity",
    path: "/opportunities",
    pageDefault: 100,
    pageMax: 2_000,
    timestampField: "updatedAt",
    paging: "inferred",
    timestamp: "single_source",
  },
  user: {
    name: "user",
    label: "User",
    path: "/users",
    pageDefault: 10_000,
    pageMax: 10_000,
    timestampField: "updatedAt",
    paging: "single_source",
    timestamp: "single_source",
  },
  customfield: {
    name: "customfield",
    label: "Custom Field",
    path: "/customfields",
    pageDefault: 100,
    pageMax: 2_000,
    timestampField: "updatedAt",
    paging: "confirmed",
    timestamp: "inferred",
  },
};

/** Every model's name, in the order in which a person should see them. */
export const modelNames: readonly ModelName[] = Object.keys(models).filter(isModelName);

/** Whether a text is a model's name; narrows its type. */
export function isModelName(text: string): text is ModelName {
  return Object.hasOwn(models, text);
}
