import { models } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import { listViews } from "./accounts/permissions.ts";
import type { Views } from "./accounts/permissions.ts";
import { defaultConventions } from "./conventions.ts";
import type { Conventions } from "./conventions.ts";
import type { Fault } from "./fault-kinds.ts";
import type { LimitSettings } from "./rate-limit.ts";
import { makeReadyToken } from "./ready-tokens.ts";
import type { ReadyToken, ReadyTokenName } from "./ready-tokens.ts";
import type { LoggedRequest } from "./request-log.ts";
import { addTenants } from "./new-tenants.ts";
import type { AddedTenant, NewTenants } from "./new-tenants.ts";
import type { TokenCalls } from "./call-meter.ts";
import { findTenant, resetTenants } from "./world.ts";
import type { World } from "./world.ts";
import type { SandboxRecord } from "./world/make-record.ts";
import { makeRandom } from "./world/random.ts";
import type { Tenant } from "./world/tenant.ts";

/**
 * An account to create. It belongs to the tenant with this key, or else to the first tenant on `host`, or else to the
 * first tenant.
 */
export interface NewAccount {
  readonly name: string;
  readonly view: Views;
  readonly tenant?: string | undefined;
  readonly host?: string | undefined;
}

/** The place of records: the tenant's key (default: the first tenant) and the model. */
export interface RecordPlace {
  readonly tenant?: string | undefined;
  readonly model: ModelName;
}

/** A tenant as the admin API lists it. */
export interface TenantSummary {
  readonly key: string;
  readonly name: string;
  readonly host: string;
  readonly records: Readonly<Record<string, number>>;
}

/** How much of a model's records to change at once. */
export interface Disturbance {
  /** The share of records to change or remove, 0 to 1. Default 0. */
  readonly change?: number | undefined;
  readonly remove?: number | undefined;
  /** How many records to add. */
  readonly insert?: number | undefined;
  /** The properties of changed and added records, besides the timestamp. */
  readonly fields?: Record<string, unknown> | undefined;
  /** Chooses the records. Another seed chooses other records. */
  readonly seed?: string | undefined;
}

/** How many records were changed, removed and added. */
export interface Disturbed {
  readonly changed: number;
  readonly removed: number;
  readonly inserted: number;
}

/** Thrown if a tenant or a record does not exist. */
export class NotInSandboxError extends Error {}

/**
 * All methods with which a test can change a sandbox, from code or over `/_admin`. A change takes effect on the next
 * request.
 */
export interface SandboxControl {
  createAccount(account: NewAccount): { accountId: string; token: string };
  /** Creates an account and a token for a situation. Throws if no tenant fits the situation. */
  createReadyToken(name: ReadyTokenName): ReadyToken;
  /**
   * Adds a token. `text`: the token to use instead of a random token, because Planhat documents no format for tokens.
   */
  addToken(accountId: string, text?: string): string;
  /** Gives the account only the View permission of these models. */
  setView(accountId: string, view: Views): void;
  /** Limits the account to the companies of one user, by `_id`. Null shows all companies again. */
  setPortfolio(accountId: string, owner: string | null): void;
  /** Hides exactly these properties, each as `<model>.<property>`. */
  setHiddenFields(accountId: string, fields: readonly string[]): void;
  pause(accountId: string): void;
  resume(accountId: string): void;
  /** Removes every token of the account. */
  revokeTokens(accountId: string): void;
  removeAccount(accountId: string): void;
  setFaults(faults: readonly Fault[]): void;
  clearFaults(): void;
  listFaults(): Fault[];
  setLimits(limits: Partial<LimitSettings>): void;
  setConventions(conventions: Partial<Conventions>): void;
  /** Adds tenants, each with one account and its token. */
  addTenants(options: NewTenants): AddedTenant[];
  /** Changes and removes a share of a model's records, and adds records. The same seed chooses the same records. */
  disturbRecords(place: RecordPlace, options: Disturbance): Disturbed;
  insertRecord(place: RecordPlace, fields: Record<string, unknown>): SandboxRecord;
  changeRecord(place: RecordPlace, id: string, fields: Record<string, unknown>): void;
  removeRecord(place: RecordPlace, id: string): void;
  /** Restores a removed record with the same id, as from Planhat's trash. */
  restoreRecord(place: RecordPlace, id: string): void;
  /** Archives a record, or takes it out of the archive. Throws if the model has no archive. */
  archiveRecord(place: RecordPlace, id: string, isArchived?: boolean): void;
  /** Newest first. */
  listRequests(accountId?: string): LoggedRequest[];
  listTenants(): TenantSummary[];
  /** The calls of each token since the start or the last `resetCalls`. */
  listCalls(): TokenCalls[];
  /** Starts counting calls from zero. */
  resetCalls(): void;
  /**
   * Returns to the initial state: without accounts, added tenants, faults, logged requests, counted calls and changes
   * of records.
   */
  reset(): void;
}

export function createControl(world: World): SandboxControl {
  function pickTenant(key: string | undefined, host?: string): Tenant {
    const found =
      key === undefined
        ? world.tenants.find((tenant) => host === undefined || tenant.host === host)
        : findTenant(world, key);
    if (!found) throw new NotInSandboxError(`There is no tenant ${key ?? `on ${host}`}.`);
    return found;
  }
  const pickCollection = ({ tenant, model }: RecordPlace) => pickTenant(tenant).collections[model];

  return {
    createAccount({ name, view, tenant, host }) {
      const { id } = world.accounts.create(pickTenant(tenant, host).key, name, listViews(view));
      return { accountId: id, token: world.accounts.addToken(id) };
    },
    createReadyToken(name) {
      const made = makeReadyToken(world, name);
      if (!made) throw new NotInSandboxError(`There is no tenant for the token ${name}.`);
      return made;
    },
    addToken: (id, text) => world.accounts.addToken(id, text),
    setView(id, view) {
      world.accounts.change(id, { permissions: new Set(listViews(view)) });
    },
    setPortfolio(id, portfolioOwner) {
      world.accounts.change(id, { portfolioOwner });
    },
    setHiddenFields(id, hiddenFields) {
      world.accounts.change(id, { hiddenFields });
    },
    pause(id) {
      world.accounts.change(id, { isPaused: true });
    },
    resume(id) {
      world.accounts.change(id, { isPaused: false });
    },
    revokeTokens(id) {
      for (const token of world.accounts.get(id).tokens) world.accounts.removeToken(id, token.id);
    },
    removeAccount: (id) => world.accounts.remove(id),
    setFaults: (faults) => world.faults.set(faults),
    clearFaults: () => world.faults.clear(),
    listFaults: () => world.faults.list(),
    setLimits: (limits) => world.rateLimit.change(limits),
    setConventions(change) {
      world.conventions = { ...world.conventions, ...change };
    },
    addTenants: (options) => addTenants(world, options),
    disturbRecords(place, { change = 0, remove = 0, insert = 0, fields = {}, seed = "1" }) {
      const collection = pickCollection(place);
      const random = makeRandom(`${world.seed}/disturb/${seed}`);
      const nowMs = world.now();
      const removed = remove > 0 ? collection.removeSome(() => random.chance(remove)) : 0;
      const changed =
        change > 0 ? collection.changeSome(() => random.chance(change), fields, nowMs) : 0;
      for (let made = 0; made < insert; made += 1) collection.insert(fields, nowMs);
      return { changed, removed, inserted: insert };
    },
    insertRecord: (place, fields) => pickCollection(place).insert(fields, world.now()),
    changeRecord(place, id, fields) {
      const isThere = pickCollection(place).change(id, fields, world.now());
      if (!isThere) throw new NotInSandboxError(`There is no ${place.model} ${id}.`);
    },
    removeRecord(place, id) {
      if (!pickCollection(place).remove(id))
        throw new NotInSandboxError(`There is no ${place.model} ${id}.`);
    },
    restoreRecord(place, id) {
      if (!pickCollection(place).restore(id))
        throw new NotInSandboxError(`No ${place.model} ${id} was removed.`);
    },
    archiveRecord(place, id, isArchived = true) {
      const flag = models[place.model].archivedFilter;
      if (flag === undefined) throw new NotInSandboxError(`There is no archive of ${place.model}.`);
      if (!pickCollection(place).change(id, { [flag]: isArchived }, world.now()))
        throw new NotInSandboxError(`There is no ${place.model} ${id}.`);
    },
    listCalls: () => world.calls.list(),
    resetCalls: () => world.calls.reset(),
    listRequests: (accountId) => world.requests.list(accountId),
    listTenants: () =>
      world.tenants.map(({ key, name, host, collections }) => ({
        key,
        name,
        host,
        records: Object.fromEntries(
          Object.entries(collections).map(([model, collection]) => [model, collection.count()]),
        ),
      })),
    reset() {
      world.accounts.reset();
      world.faults.clear();
      world.requests.reset();
      world.calls.reset();
      resetTenants(world);
      world.conventions = defaultConventions;
      world.rateLimit.reset();
      for (const { collections } of world.tenants) {
        for (const collection of Object.values(collections)) collection.reset();
      }
    },
  };
}
