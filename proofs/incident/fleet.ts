/**
 * Hundreds of working connections on a real PostgreSQL and Planhat's sandbox, with a clock that the bench moves. The
 * use cases are the worker's own use cases. An afternoon takes seconds.
 */
import { createDatabase } from "@churned/db/client";
import { defaultPlan } from "@churned/domain/plan";
import { createPlanhatClient, createRetryBudget } from "@churned/planhat-client";
import type { AddedTenant, Sandbox } from "@churned/planhat-sandbox";
import { createSandbox } from "@churned/planhat-sandbox";
import { createCheckRunner, sweepDueConnections } from "@churned/services/check";
import type { WorkerContext } from "@churned/services/context";
import { createPageMemory } from "@churned/services/context";
import { escalateInconclusive, watchIncidents } from "@churned/services/incident";
import { deliverNotification } from "@churned/services/notification";
import { createUser } from "@churned/services/tenant";
import { reconcile } from "@churned/services/timers";
import { createTestDatabase, TestClock } from "@churned/testkit";
import { createTokenOpener, fingerprintToken, lastFour } from "@churned/vault/open";
import { generateFingerprintKey, generateSealingKeyPair } from "@churned/vault/keys";
import { sealToken } from "@churned/vault/seal";
import { makeRandom } from "../parts/make-random.ts";

/** The operator's mail address. It differs from every customer's address. */
const operatorEmail = "operator@churned.example";

const onError = (error: Error): void => complain({ err: error.message }, "a connection broke");
const complain = (fields: Record<string, unknown>, message: string): void =>
  void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);

/** The notifications sent, with their recipients. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
}

/** The connections, their environment and the clock. */
export interface Fleet extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly tenants: readonly AddedTenant[];
  readonly mails: { readonly toOperators: Mail[]; readonly toCustomers: Mail[] };
  /** The number of calls sent, by host. */
  readonly calls: Map<string, number>;
  now(): Date;
  query<Row extends Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Moves the clock, and runs the timers and jobs that a worker would run in this time. */
  pass(durationMs: number, everyStep?: () => Promise<void>): Promise<void>;
}

/**
 * Starts the connections. `sizes` has the number of connections on each host. Each connection is due once within
 * `dueWithinMs`. Without `groups`, there is no incident logic, so each connection is handled alone.
 */
export async function startFleet(options: {
  readonly sizes: Readonly<Record<string, number>>;
  readonly dueWithinMs: number;
  readonly groups: boolean;
  readonly seed: number;
  /** How far the clock moves in one step. */
  readonly stepMs: number;
}): Promise<Fleet> {
  const random = makeRandom(options.seed);
  const { stepMs } = options;
  const hosts = Object.keys(options.sizes);
  const database = await createTestDatabase();
  const sandbox = await createSandbox({ hosts, limits: { maxCalls: 1_000_000 } });
  // The clock starts ahead of the database's clock, which sets only the creation times of rows.
  const clock = new TestClock(new Date(Date.now() + 3_600_000));
  const owner = createDatabase({ url: database.ownerUrl, onError, poolSize: 1 });
  const db = createDatabase({ url: database.workerUrl, onError, poolSize: 16 });
  const keys = generateSealingKeyPair();
  const opener = createTokenOpener(keys.privateKey);
  const fingerprintKey = generateFingerprintKey();
  const budgets = new Map(hosts.map((host) => [host, createRetryBudget()]));
  const calls = new Map(hosts.map((host) => [host, 0]));
  const mails = { toOperators: [] as Mail[], toCustomers: [] as Mail[] };
  const hinted = { sync: new Set<string>(), notify: new Set<string>() };
  const nothingWaits = { waiting: 0, active: 0, delayed: 0, oldestAgeMs: 0 };
  const quiet = { debug() {}, info() {}, warn() {}, error: complain };

  const ctx: WorkerContext = {
    actor: { kind: "system", name: "worker" },
    db,
    hints: {
      hint: async (queue, id) => void hinted[queue].add(id),
      counts: async () => ({ sync: nothingWaits, notify: nothingWaits }),
    },
    now: clock.now,
    random,
    log: quiet,
    planhatHosts: hosts,
    appUrl: "http://localhost:3000",
    openToken: (sealed, connectionId) => opener.openToken({ sealed, connectionId }),
    describeToken: (token) => ({
      fingerprint: fingerprintToken(token, fingerprintKey),
      lastFour: lastFour(token),
    }),
    connectPlanhat: ({ host, token, onRequest }) => {
      const retryBudget = budgets.get(host);
      return createPlanhatClient({
        baseUrl: sandbox.baseUrl(host),
        token,
        // A retry waits in real time, which adds nothing to this proof.
        retryBaseMs: 1,
        ...(retryBudget === undefined ? {} : { retryBudget }),
        onRequest: (info) => {
          calls.set(host, (calls.get(host) ?? 0) + 1);
          onRequest?.(info);
        },
      });
    },
    pageMemory: createPageMemory(),
    deliver: {
      keepsBody: true,
      send: {
        mail: async ({ to, subject }) => {
          (to === operatorEmail ? mails.toOperators : mails.toCustomers).push({ to, subject });
        },
        slack: undefined,
      },
    },
  };
  const checks = createCheckRunner(ctx);
  await createUser(ctxAsOwner(), { email: operatorEmail, role: "operator" });
  const tenants = hosts.flatMap((host) =>
    sandbox.addTenants({ key: `fleet-${host}`, count: options.sizes[host] ?? 0, host }),
  );
  await seed();

  function ctxAsOwner(): WorkerContext {
    return { ...ctx, db: owner };
  }

  async function seed(): Promise<void> {
    const rows = [];
    for (const [place, { host, token }] of tenants.entries()) {
      const [connectionId, credentialId] = [crypto.randomUUID(), crypto.randomUUID()];
      const sealed = await sealToken({
        publicKey: keys.publicKey,
        connectionId,
        credentialId,
        token,
      });
      rows.push({
        tenant_id: crypto.randomUUID(),
        user_id: crypto.randomUUID(),
        connection_id: connectionId,
        credential_id: credentialId,
        name: `Tenant ${place}`,
        host,
        key_id: sealed.keyId,
        sealed: `${sealed.enc}.${sealed.ciphertext}`,
        ...ctx.describeToken(token),
        due: new Date(clock.now().getTime() + random() * options.dueWithinMs).toISOString(),
      });
    }
    await owner.pool.query(
      `with fleet as (select * from jsonb_to_recordset($1::jsonb) as f(
         tenant_id uuid, user_id uuid, connection_id uuid, credential_id uuid, name text, host text,
         key_id text, sealed text, fingerprint text, "lastFour" text, due timestamptz)),
       t as (insert into tenants (id, name) select tenant_id, name from fleet),
       u as (insert into users (id, name, email) select user_id, name, user_id || '@customer.example' from fleet),
       m as (insert into memberships (tenant_id, user_id) select tenant_id, user_id from fleet),
       c as (insert into connections (id, tenant_id, name, state, verdict, host, plan, next_check_at, answered_at, checked_at)
         select connection_id, tenant_id, name, 'connected', 'connected', host, $2, due, $3, $3 from fleet)
       insert into credentials (id, tenant_id, connection_id, slot, key_id, sealed, sealed_hash, fingerprint, last_four, promoted_at)
         select credential_id, tenant_id, connection_id, 'active', key_id, sealed, sealed, fingerprint, "lastFour", $3 from fleet`,
      [
        JSON.stringify(rows),
        JSON.stringify(defaultPlan),
        new Date(clock.now().getTime() - 4 * 3_600_000),
      ],
    );
    await owner.pool.query("analyze");
  }

  async function work(): Promise<void> {
    for (const id of take(hinted.notify)) await deliverNotification(ctx, id);
    await checks.claimDue();
    await checks.idle();
  }

  return {
    sandbox,
    tenants,
    mails,
    calls,
    now: clock.now,
    async query<Row extends Record<string, unknown>>(text: string, values: unknown[] = []) {
      return (await owner.pool.query<Row>(text, values)).rows;
    },
    async pass(durationMs, everyStep) {
      for (let passedMs = 0; passedMs < durationMs; passedMs += stepMs) {
        clock.advanceMs(stepMs);
        await sweepDueConnections(ctx);
        if (passedMs % 60_000 === 0) await reconcile(ctx);
        if (options.groups) await watchIncidents(ctx);
        await (options.groups
          ? escalateInconclusive(ctx)
          : escalateInconclusive(ctx, ({ id }) => id));
        await work();
        await everyStep?.();
      }
      // A mail that a check created is not announced to the queue. So the timer must find it.
      await reconcile(ctx);
      await work();
    },
    async [Symbol.asyncDispose]() {
      await db.close();
      await owner.close();
      await sandbox.close();
      await database.drop();
    },
  };
}

function take(ids: Set<string>): string[] {
  const taken = [...ids];
  ids.clear();
  return taken;
}
