/**
 * Runs the product's own sync engine in this process, with a real PostgreSQL and Planhat's sandbox. Instead of waiting,
 * the bench moves the clock of the engine and of the sandbox, so that backoff takes no real time.
 */

import { createDatabase } from "@churned/db/client";
import { defaultPlan } from "@churned/domain/plan";
import { createPlanhatClient } from "@churned/planhat-client";
import { createSandbox } from "@churned/planhat-sandbox";
import type { Sandbox } from "@churned/planhat-sandbox";
import { createCheckRunner } from "@churned/services/check";
import { createPageMemory } from "@churned/services/context";
import { getCheck, getSync } from "@churned/services/reading";
import { advanceSync, createSync } from "@churned/services/sync";
import { createTenant } from "@churned/services/tenant";
import { saveToken } from "@churned/services/token";
import type { ServiceContext, WorkerContext } from "@churned/services/context";
import { createTestDatabase } from "@churned/testkit";
import { generateFingerprintKey, generateSealingKeyPair } from "@churned/vault/keys";
import { createTokenOpener, fingerprintToken, lastFour } from "@churned/vault/open";

import type { Landed } from "./ledger.ts";

type Sync = Awaited<ReturnType<typeof getSync>>;

/** A connection with a working token. */
export interface Connected {
  readonly connectionId: string;
  readonly customer: ServiceContext;
}

/** The engine and its environment. */
export interface Engine extends AsyncDisposable {
  readonly sandbox: Sandbox;
  /** Adds a tenant with a connection and saves its token. Throws if the connection does not become connected. */
  connect(name: string, token: string): Promise<Connected>;
  /** Runs a sync to its end. */
  sync(connection: Connected, mode: "full" | "incremental"): Promise<Sync>;
  /** Moves the clock of the engine and of Planhat. */
  passTime(ms: number): void;
  listLanded(connectionId: string): Promise<Landed[]>;
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const system = { kind: "system", name: "prove" } as const;
// Reads only the models that have records, because empty models prove nothing.
const read = {
  company: "required",
  enduser: "required",
  license: "wanted",
  task: "wanted",
  user: "wanted",
};
const off = Object.keys(defaultPlan).map((model) => [model, "off"]);
const plan = { ...Object.fromEntries(off), ...read };
const slicesMax = 2_000;
const stepMs = 10_000;

/**
 * Starts the engine. With `isOrdered` false, the engine asks Planhat for no sort order, so pages may overlap or miss
 * rows.
 */
export async function startEngine(options: { readonly isOrdered: boolean }): Promise<Engine> {
  const database = await createTestDatabase();
  let aheadMs = 0;
  const now = (): number => Date.now() + aheadMs;
  const sandbox = await createSandbox({ limits: { maxCalls: 1_000_000 }, clock: now });
  const failures: Error[] = [];
  const onError = (error: Error): void => void failures.push(error);
  const api = createDatabase({ url: database.apiUrl, onError });
  const worker = createDatabase({ url: database.workerUrl, onError });
  const owner = createDatabase({ url: database.ownerUrl, onError, poolSize: 1 });
  const keys = generateSealingKeyPair();
  const fingerprintKey = generateFingerprintKey();
  const opener = createTokenOpener(keys.privateKey);
  let isSyncing = false;
  const base = {
    now: () => new Date(now()),
    random: Math.random,
    log: quiet,
    planhatHosts: ["api"],
    appUrl: "http://localhost:3000",
  };
  const hints = { hint: async () => {}, counts: () => Promise.reject(new Error("No queue.")) };
  const contextOf = (actor: ServiceContext["actor"]): ServiceContext => ({
    ...base,
    actor,
    db: api,
    hints,
    sealing: { publicKey: keys.publicKey },
  });
  const ctx: WorkerContext = {
    ...base,
    actor: system,
    db: worker,
    hints,
    openToken: (sealed, connectionId) => opener.openToken({ sealed, connectionId }),
    describeToken: (token) => ({
      fingerprint: fingerprintToken(token, fingerprintKey),
      lastFour: lastFour(token),
    }),
    connectPlanhat: ({ token, onRequest }) =>
      createPlanhatClient({
        baseUrl: sandbox.baseUrl(),
        token,
        ...(onRequest === undefined ? {} : { onRequest }),
        // The client retries nothing, so that the engine itself must handle each failure.
        retries: 0,
        fetch: (input, init) =>
          isSyncing && !options.isOrdered ? fetchUnordered(input, init) : fetch(input, init),
      }),
    pageMemory: createPageMemory(),
    deliver: { keepsBody: false, send: { mail: undefined, slack: undefined } },
  };
  const checks = createCheckRunner(ctx);
  const operator = contextOf(system);
  const never = new AbortController().signal;

  async function connect(name: string, token: string): Promise<Connected> {
    isSyncing = false;
    const customerEmail = `ada@${name}.example`;
    const made = await createTenant(operator, { name, customerEmail });
    const { connectionId, userId, id: tenantId } = made;
    const customer = contextOf({ kind: "customer", userId, tenantId });
    await owner.pool.query("update connections set plan = $2 where id = $1", [connectionId, plan]);
    const { checkId } = await saveToken(customer, { id: connectionId, token });
    await checks.claimDue();
    await checks.idle();
    const { verdict } = await getCheck(customer, { id: checkId });
    if (verdict?.kind !== "connected") throw new Error(`${name} is ${verdict?.kind}.`);
    return { connectionId, customer };
  }

  async function sync({ connectionId }: Connected, mode: "full" | "incremental"): Promise<Sync> {
    isSyncing = true;
    const { id } = await createSync(operator, { id: connectionId, mode });
    for (let slices = 0; slices < slicesMax; slices += 1) {
      await advanceSync(ctx, never);
      const found = await getSync(operator, { id });
      if (found.doneAt !== null) return found;
      if (found.state === "waiting") aheadMs += stepMs;
    }
    throw new Error(`A sync did not end after ${slicesMax} slices.`);
  }

  return {
    sandbox,
    connect,
    sync,
    passTime(ms) {
      aheadMs += ms;
    },
    async listLanded(connectionId) {
      const { rows } = await owner.pool.query<Landed>(
        `select model, planhat_id as id, data, deleted_at is not null as "isDeleted"
         from records where connection_id = $1`,
        [connectionId],
      );
      return rows;
    },
    async [Symbol.asyncDispose]() {
      // From here on, errors are ignored, because our own shutdown breaks the connections.
      const [failure] = failures;
      await owner.close();
      await worker.close();
      await api.close();
      await sandbox.close();
      await database.drop();
      if (failure) throw failure;
    },
  };
}

/** Removes the sort order from every list request. */
function fetchUnordered(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  url.searchParams.delete("sort");
  return fetch(url, init);
}
