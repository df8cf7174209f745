/** A complete stack for tests: a separate database, the sandbox, a queue, and people of two tenants. */
import { createDatabase } from "@churned/db/client";
import { createSandbox } from "@churned/planhat-sandbox";
import type { Sandbox } from "@churned/planhat-sandbox";
import { createHints } from "@churned/queue";
import { createLogger } from "@churned/runtime";
import type { ServiceContext } from "@churned/services/context";
import { createTenant, createUser } from "@churned/services/tenant";
import { acquireRedis, createTestDatabase, waitFor } from "@churned/testkit";
import type { TestDatabase } from "@churned/testkit";
import type { PostgresServer } from "@churned/testkit/postgres";
import { generateFingerprintKey, generateSealingKeyPair } from "@churned/vault/keys";
import { getCheck } from "@churned/services/reading";
import type { Check } from "@churned/domain/wire";
import { readEnv } from "../env.ts";
import { startWorker } from "../start-worker.ts";

export type Backend = "postgresql" | "redis";

/** The running stack, and the people who use it. */
export interface Stack extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly sandbox: Sandbox;
  /** The environment of a worker process of this stack. */
  readonly workerEnv: Record<string, string>;
  /** Where the queue is, for a test that empties the queue. */
  readonly queue: {
    readonly databaseUrl: string;
    readonly redisUrl?: string;
    readonly prefix: string;
  };
  readonly acme: Party;
  readonly globex: Party;
  readonly operator: ServiceContext;
  /** Adds a tenant with its connection and its customer. */
  addParty(name: string): Promise<Party>;
  /** All log lines of the workers in this process. */
  readonly logLines: string[];
  /** Starts a worker in this process. The returned function closes the worker. The end of the stack closes it too. */
  startWorker(): Promise<() => Promise<void>>;
  /** Waits until a check is done. */
  checkDone(ctx: ServiceContext, id: string): Promise<Check>;
}

/** A tenant: its connection, and its customer. */
export interface Party {
  readonly connectionId: string;
  readonly customer: ServiceContext;
}

/** Starts a stack. Throws if the backend is Redis and no Redis is found. */
export async function startStack(
  backend: Backend,
  /** A separate server, for a proof that restarts it. */
  server?: PostgresServer,
): Promise<Stack> {
  const redis = backend === "redis" ? await acquireRedis() : null;
  if (backend === "redis" && redis === null) throw new Error("There is no Redis to test with.");
  const database = await createTestDatabase(server === undefined ? {} : { server });
  const sandbox = await createSandbox({ limits: { maxCalls: 100_000 } });
  const keys = generateSealingKeyPair();
  const prefix = `t${database.name.replaceAll(/\W/g, "")}`;
  const hosts = ["api", "api-eu"].map((name) => ({ name, baseUrl: sandbox.baseUrl(name) }));
  const workerEnv = {
    DATABASE_URL: database.workerUrl,
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
    QUEUE_PREFIX: prefix,
    DEMO: "true",
    SEALING_KEYS: keys.privateKey,
    FINGERPRINT_KEY: generateFingerprintKey(),
    PLANHAT_HOSTS: hosts.map(({ name, baseUrl }) => `${name}=${baseUrl}`).join(","),
  };
  const queue = {
    databaseUrl: database.apiUrl,
    ...(redis === null ? {} : { redisUrl: redis.url }),
    prefix,
  };
  const problems: Error[] = [];
  const db = createDatabase({ url: database.apiUrl, onError: (error) => problems.push(error) });
  const hints = createHints({ ...queue, onError: (error) => problems.push(error) });
  const logLines: string[] = [];
  const log = createLogger({
    name: "test",
    level: "debug",
    destination: { write: (line) => logLines.push(line) },
  });
  const contextOf = (actor: ServiceContext["actor"]): ServiceContext => ({
    actor,
    db,
    hints,
    now: () => new Date(),
    random: Math.random,
    log,
    planhatHosts: hosts.map(({ name }) => name),
    sealing: { publicKey: keys.publicKey },
    appUrl: "http://localhost:3000",
  });
  const system = contextOf({ kind: "system", name: "test" });
  const { id: operatorId } = await createUser(system, {
    email: "operator@churned.example",
    role: "operator",
  });

  async function addParty(name: string): Promise<Party> {
    const {
      id: tenantId,
      connectionId,
      userId,
    } = await createTenant(system, {
      name,
      customerEmail: `ada@${name.toLowerCase().replaceAll(" ", "-")}.example`,
    });
    return { connectionId, customer: contextOf({ kind: "customer", userId, tenantId }) };
  }

  const running = new Set<() => Promise<void>>();
  async function startOne(): Promise<() => Promise<void>> {
    const stop = new AbortController();
    const steps = await startWorker({
      env: readEnv(workerEnv),
      log,
      signal: stop.signal,
      drainMs: 2_000,
    });
    const close = async (): Promise<void> => {
      if (!running.delete(close)) return;
      stop.abort();
      for (const step of steps) await step.run();
    };
    running.add(close);
    return close;
  }

  return {
    database,
    sandbox,
    workerEnv,
    queue,
    acme: await addParty("Acme"),
    globex: await addParty("Globex"),
    operator: contextOf({ kind: "operator", userId: operatorId }),
    addParty,
    logLines,
    startWorker: startOne,
    checkDone: (ctx, id) =>
      waitFor(
        async () => {
          const check = await getCheck(ctx, { id });
          return check.state === "done" ? check : undefined;
        },
        { timeoutMs: 20_000, what: `check ${id} to be done` },
      ),
    async [Symbol.asyncDispose]() {
      for (const close of running) await close();
      await hints.close();
      await db.close();
      await sandbox.close();
      await database.drop();
      await redis?.release();
    },
  };
}
