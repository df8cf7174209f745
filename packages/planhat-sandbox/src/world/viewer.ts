/** Computes the limits on an account's view from its tenant's companies. A portfolio is the set of companies that an
 *  account may see. Until a company changes, it is always the same object, so other results can be cached with it. */

import type { ModelName } from "@churned/planhat-client/models";
import type { Account } from "../accounts/accounts.ts";
import type { Collection } from "./collection.ts";
import type { Viewer } from "./row.ts";
import type { Tenant } from "./tenant.ts";

interface Portfolio {
  readonly version: number;
  readonly companies: ReadonlySet<string>;
}

const portfolios = new WeakMap<Collection, Map<string, Portfolio>>();

/** The limits on this account's view of a model. */
export function makeViewer(account: Account, tenant: Tenant, model: ModelName): Viewer {
  const prefix = `${model}.`;
  const hidden = account.hiddenFields.filter((field) => field.startsWith(prefix));
  return {
    companies:
      account.portfolioOwner === null
        ? undefined
        : findPortfolio(tenant.collections.company, account.portfolioOwner),
    hiddenFields:
      hidden.length > 0 ? new Set(hidden.map((f) => f.slice(prefix.length))) : undefined,
  };
}

function findPortfolio(collection: Collection, owner: string): ReadonlySet<string> {
  const known = portfolios.get(collection) ?? new Map<string, Portfolio>();
  portfolios.set(collection, known);
  const version = collection.version();
  const kept = known.get(owner);
  if (kept?.version === version) return kept.companies;
  const query = { offset: 0, limit: Infinity, sort: undefined, companyIds: undefined };
  const rows = JSON.parse(collection.list({ ...query, select: ["owner"] })) as {
    _id: string;
    owner?: unknown;
  }[];
  const owned = rows.filter((row) => row.owner === owner).map((row) => row._id);
  const companies = new Set(owned);
  known.set(owner, { version, companies });
  return companies;
}
