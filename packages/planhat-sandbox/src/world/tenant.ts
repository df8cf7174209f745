import { modelNames } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import { createCollection } from "./collection.ts";
import type { Collection } from "./collection.ts";
import { createDerivedCollection } from "./derived-collection.ts";
import { DERIVED_ABOVE } from "./make-record.ts";
import type { Sizes } from "./make-parts.ts";

/** A Planhat tenant that the sandbox simulates. */
export interface TenantOptions {
  /** A short name for the admin API and for addresses. */
  readonly key: string;
  readonly name: string;
  /** The regional host of the tenant. All other hosts reject its tokens. */
  readonly host: string;
  /** The number of records of each model. Default: 0. */
  readonly sizes: Partial<Sizes>;
}

/** A tenant with its records. */
export interface Tenant {
  readonly key: string;
  readonly name: string;
  readonly host: string;
  readonly collections: Readonly<Record<ModelName, Collection>>;
}

const emptySizes = Object.fromEntries(modelNames.map((model) => [model, 0])) as Sizes;

/** The default tenants of a sandbox: Acme for the demo, a small tenant on another regional host, and a tenant that is
 *  too large for memory. */
export const defaultTenants: readonly TenantOptions[] = [
  {
    key: "acme",
    name: "Acme",
    host: "api",
    sizes: {
      company: 250,
      enduser: 3_000,
      license: 400,
      churn: 60,
      nps: 500,
      conversation: 600,
      ticket: 300,
      task: 350,
      invoice: 400,
      user: 18,
      customfield: 40,
    },
  },
  {
    key: "nordlys",
    name: "Nordlys",
    host: "api-eu",
    sizes: { company: 12, enduser: 80, license: 15, user: 4, customfield: 8 },
  },
  {
    key: "huge",
    name: "Huge",
    host: "api",
    sizes: { company: 20_000, enduser: 1_000_000, license: 25_000, user: 60, customfield: 40 },
  },
];

/** Makes a tenant from a seed. */
export function createTenant(options: TenantOptions, seed: string): Tenant {
  const recipe = { seed: `${seed}/${options.key}`, sizes: { ...emptySizes, ...options.sizes } };
  const entries = modelNames.map((model) => {
    const create = recipe.sizes[model] > DERIVED_ABOVE ? createDerivedCollection : createCollection;
    return [model, create(recipe, model)] as const;
  });
  return {
    key: options.key,
    name: options.name,
    host: options.host,
    collections: Object.fromEntries(entries) as Record<ModelName, Collection>,
  };
}
