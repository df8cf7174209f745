import { openAccounts } from "./accounts/accounts.ts";
import type { Accounts } from "./accounts/accounts.ts";
import { defaultConventions } from "./conventions.ts";
import type { Conventions } from "./conventions.ts";
import { createFaults } from "./faults.ts";
import type { Faults } from "./faults.ts";
import { createRateLimit } from "./rate-limit.ts";
import type { LimitSettings, RateLimit } from "./rate-limit.ts";
import { createRequestLog } from "./request-log.ts";
import type { RequestLog } from "./request-log.ts";
import { createTenant } from "./world/tenant.ts";
import type { Tenant, TenantOptions } from "./world/tenant.ts";

/** Everything a sandbox holds; API, screens and admin API are three views of it. */
export interface World {
  readonly hosts: readonly string[];
  readonly tenants: readonly Tenant[];
  readonly accounts: Accounts;
  readonly faults: Faults;
  readonly rateLimit: RateLimit;
  readonly requests: RequestLog;
  /** Replaced as a whole when one is switched. */
  conventions: Conventions;
  readonly now: () => number;
}

export interface WorldOptions {
  readonly hosts: readonly string[];
  readonly tenants: readonly TenantOptions[];
  readonly seed: string;
  readonly limits: LimitSettings;
  readonly now: () => number;
  readonly dataFile: string | undefined;
}

export function createWorld(options: WorldOptions): World {
  const { hosts, seed, now } = options;
  return {
    hosts,
    tenants: options.tenants.map((tenant) => createTenant(tenant, seed)),
    accounts: openAccounts(now, options.dataFile),
    faults: createFaults(now, seed),
    rateLimit: createRateLimit(now, options.limits),
    requests: createRequestLog(),
    conventions: defaultConventions,
    now,
  };
}

/** The tenant with this key; undefined when there is none. */
export function findTenant(world: World, key: string): Tenant | undefined {
  return world.tenants.find((tenant) => tenant.key === key);
}
