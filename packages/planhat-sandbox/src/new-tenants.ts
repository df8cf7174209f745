import { listViews } from "./accounts/permissions.ts";
import type { Views } from "./accounts/permissions.ts";
import { addTenant } from "./world.ts";
import type { World } from "./world.ts";
import { makeCompanyName } from "./world/make-parts.ts";
import type { Sizes } from "./world/make-parts.ts";

/**
 * Tenants to add, all with the same sizes. Their keys are `<key>-1`, `<key>-2` and so on. A single tenant has the key
 * `key`.
 */
export interface NewTenants {
  readonly key: string;
  /** Default 1. */
  readonly count?: number | undefined;
  /** Default: the first host. */
  readonly host?: string | undefined;
  /** The number of records of each model. Default: a few companies, end users, licenses, users and custom fields. */
  readonly sizes?: Partial<Sizes> | undefined;
  /** The models that the tenant's account may view. Default: all. */
  readonly view?: Views | undefined;
}

/** An added tenant, with a token of its account. */
export interface AddedTenant {
  readonly key: string;
  readonly name: string;
  readonly host: string;
  readonly accountId: string;
  readonly token: string;
}

const HANDFUL: Partial<Sizes> = { company: 5, enduser: 20, license: 5, user: 3, customfield: 4 };

/** Adds tenants, each with one account and a token. Throws if a key is already used. */
export function addTenants(world: World, options: NewTenants): AddedTenant[] {
  const { key, count = 1, host = world.hosts[0] ?? "", sizes = HANDFUL, view = "all" } = options;
  return world.accounts.keepOnce(() =>
    Array.from({ length: count }, (_, at) => {
      const name = makeCompanyName(world.tenants.length);
      const tenant = { key: count === 1 ? key : `${key}-${at + 1}`, name, host, sizes };
      addTenant(world, tenant);
      const { id } = world.accounts.create(tenant.key, name, listViews(view));
      const token = world.accounts.addToken(id);
      return { key: tenant.key, name, host, accountId: id, token };
    }),
  );
}
