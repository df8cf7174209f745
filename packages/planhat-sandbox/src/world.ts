import { openAccounts } from "./accounts/accounts.ts";
import type { Accounts } from "./accounts/accounts.ts";
import { createCallMeter } from "./call-meter.ts";
import type { CallMeter } from "./call-meter.ts";
import { defaultConventions } from "./conventions.ts";
import type { Conventions } from "./conventions.ts";
import { createFaults } from "./faults.ts";
import type { Faults } from "./faults.ts";
import { createRateLimit } from "./rate-limit.ts";
import type { LimitSettings, RateLimit } from "./rate-limit.ts";
import { watchTenant } from "./record-watch.ts";
import type { RecordChange } from "./record-watch.ts";
import { createRequestLog } from "./request-log.ts";
import type { RequestLog } from "./request-log.ts";
import { createTenant } from "./world/tenant.ts";
import type { Tenant, TenantOptions } from "./world/tenant.ts";

/** The whole state of a sandbox, which its API, screens and admin API share. */
export interface World {
  readonly hosts: readonly string[];
  /** The initial tenants, then the added tenants. */
  tenants: readonly Tenant[];
  readonly initialTenants: readonly Tenant[];
  readonly watchers: Set<(change: RecordChange) => void>;
  readonly accounts: Accounts;
  readonly faults: Faults;
  readonly rateLimit: RateLimit;
  readonly requests: RequestLog;
  readonly calls: CallMeter;
  /** The seed of all random numbers. With the same seed, every run has the same random numbers. */
  readonly seed: string;
  /** Changing one convention replaces the whole object. */
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
  const watchers = new Set<(change: RecordChange) => void>();
  const tenants = options.tenants.map((tenant) =>
    watchTenant(createTenant(tenant, seed), watchers),
  );
  return {
    hosts,
    tenants,
    initialTenants: tenants,
    watchers,
    accounts: openAccounts(now, options.dataFile),
    faults: createFaults(now, seed),
    rateLimit: createRateLimit(now, options.limits),
    requests: createRequestLog(),
    calls: createCallMeter(now),
    seed,
    conventions: defaultConventions,
    now,
  };
}

/** The tenant with this key; undefined if no tenant has it. */
export function findTenant(world: World, key: string): Tenant | undefined {
  return world.tenants.find((tenant) => tenant.key === key);
}

/** Adds a tenant. Throws `CannotAddError` if its key is already used or its host does not exist. */
export function addTenant(world: World, options: TenantOptions): void {
  if (findTenant(world, options.key))
    throw new CannotAddError(`There is a tenant ${options.key} already.`);
  if (!world.hosts.includes(options.host))
    throw new CannotAddError(`There is no host ${options.host}.`);
  const tenant = watchTenant(createTenant(options, world.seed), world.watchers);
  world.tenants = [...world.tenants, tenant];
}

/** Removes all added tenants. */
export function resetTenants(world: World): void {
  world.tenants = world.initialTenants;
}

/** Thrown if a tenant cannot be added. */
export class CannotAddError extends Error {}
