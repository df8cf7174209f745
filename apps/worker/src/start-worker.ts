/** Puts a worker together: the token opener, the Planhat clients, the job handlers and the timers. */
import type { Database } from "@churned/db/client";
import { createDatabase, followClock } from "@churned/db/client";
import { createHints, startWorkers } from "@churned/queue";
import type { Logger } from "@churned/runtime";
import { createMetrics, SetupError } from "@churned/runtime";
import type { WorkerContext } from "@churned/services/context";
import { shareBudget } from "@churned/services/budget";
import { createCheckRunner } from "@churned/services/check";
import { createPageMemory } from "@churned/services/context";
import { deliverNotification } from "@churned/services/notification";
import { readReadiness, reportClock } from "@churned/services/readiness";
import { advanceSync } from "@churned/services/sync";
import { createTokenOpener, fingerprintToken, lastFour } from "@churned/vault/open";
import { createPlanhatConnector, createReach } from "./connect-planhat.ts";
import { createDeliver } from "./deliver.ts";
import { createSender } from "./send-by-undici.ts";
import type { WorkerEnv } from "./env.ts";
import { serveMetrics } from "./serve-metrics.ts";
import { startTimers } from "./timers.ts";
import { watchDueChecks } from "./watch-due-checks.ts";
import { watchSealingKey } from "./watch-sealing-key.ts";

/**
 * The number of handlers at a time. Each sync keeps a page in memory; the worker also limits the memory of all pages
 * together.
 */
const concurrency = { sync: 12, notify: 4 } as const;
/** Checks have a separate pool of database connections, so that no Save waits while a sync stores a page. */
const poolSizes = { checks: 6, others: 16 } as const;
/** A page of 15 MB is stored in seconds. A statement that takes longer than this time hangs. */
const statementTimeoutMs = 30_000;
/**
 * Inside a transaction, we wait only for PostgreSQL. So an idle transaction belongs to a worker that was stopped or
 * lost its network.
 */
const idleTransactionTimeoutMs = 10_000;

/** One step of closing a worker. The steps run in the order of the list. */
export interface ClosingStep {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/**
 * Starts a worker. When the worker closes, running handlers have `drainMs` to finish. If a handler does not finish,
 * another worker continues its work when the lease ends. `signal` stops the timers. Throws if the database cannot be
 * reached.
 */
export async function startWorker(options: {
  readonly env: WorkerEnv;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly drainMs: number;
  /** For a proof that kills the worker at certain points. */
  readonly pausePoint?: NonNullable<WorkerContext["pausePoint"]>;
}): Promise<readonly ClosingStep[]> {
  const { env, log, signal, drainMs } = options;
  const metrics = createMetrics();
  const handled = metrics.histogram({
    name: "job_seconds",
    help: "Handled hints by queue and outcome.",
    labels: ["queue", "outcome"],
  });
  const waited = metrics.histogram({
    name: "job_waited_seconds",
    help: "Time from due to start of a hint, by queue.",
    labels: ["queue"],
  });
  const checked = metrics.histogram({
    name: "check_seconds",
    help: "Time from the request of a check to its verdict, by trigger and verdict.",
    labels: ["trigger", "verdict"],
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60],
  });
  const fieldDrift = metrics.counter({
    name: "custom_field_changes_total",
    help: "Custom fields that changed between two syncs, by how: added, returned, retyped, removed.",
    labels: ["change"],
  });
  const opener = createTokenOpener(env.SEALING_KEYS);
  const pageMemory = createPageMemory();
  metrics.gauge({
    name: "page_bytes",
    help: "Bytes of pages in memory: now, and the most since the start.",
    labels: ["of"],
    collect: (gauge) => {
      gauge.set({ of: "now" }, pageMemory.takenBytes);
      gauge.set({ of: "most" }, pageMemory.largestBytes);
    },
  });
  const openDatabase = (poolSize: number, plansOnce: boolean): Database =>
    createDatabase({
      url: env.DATABASE_URL,
      poolSize,
      plansOnce,
      applicationName: "churned-worker",
      statementTimeoutMs,
      idleTransactionTimeoutMs,
      onError: (error) => log.warn({ err: error }, "a database connection failed"),
    });
  const db = openDatabase(poolSizes.others, false);
  const checksDb = openDatabase(poolSizes.checks, true);
  const clock = await followClock(db, (turn) => reportClock(log, turn));
  metrics.gauge({
    name: "clock_ahead_seconds",
    help: "How far the machine's clock is ahead of PostgreSQL's clock.",
    collect: (gauge) => gauge.set({}, clock.aheadMs() / 1000),
  });
  const onError = (error: Error, about: object): void =>
    log.warn({ ...about, err: error }, "the queue reported an error");
  const queue = {
    databaseUrl: env.DATABASE_URL,
    ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
    ...(env.QUEUE_PREFIX === undefined ? {} : { prefix: env.QUEUE_PREFIX }),
    onError,
  };
  const hints = createHints(queue);
  const health = await hints.inspect();
  if (health.state === "unfit") throw new SetupError(`${health.reason}.`);
  const deliver = createDeliver(env);
  const actor = { kind: "system", name: "worker" } as const;
  const budget = shareBudget({ db: checksDb, actor, log });
  const sender = createSender({ usesEnvProxy: env.NODE_USE_ENV_PROXY === "1" });
  const describeToken: WorkerContext["describeToken"] = (token) => ({
    fingerprint: fingerprintToken(token, env.FINGERPRINT_KEY),
    lastFour: lastFour(token),
  });
  const ctx: WorkerContext = {
    actor,
    db,
    hints,
    now: clock.now,
    random: Math.random,
    log,
    planhatHosts: env.hosts.map(({ name }) => name),
    appUrl: env.appUrl,
    openToken: (sealed, connectionId) => opener.openToken({ sealed, connectionId }),
    describeToken,
    connectPlanhat: createPlanhatConnector({
      hosts: env.hosts,
      metrics,
      describeToken,
      limiterOf: budget.limiterOf,
      send: sender.send,
    }),
    pageMemory,
    deliver,
    onFieldDrift: (change) => fieldDrift.add({ change }),
    onCheckDone: ({ trigger, verdict, durationMs }) =>
      checked.observe({ trigger, verdict }, durationMs / 1000),
    ...(options.pausePoint === undefined ? {} : { pausePoint: options.pausePoint }),
  };
  const checks = createCheckRunner({ ...ctx, db: checksDb });
  const workers = await startWorkers({
    ...queue,
    handlers: {
      sync: (_id, stop) => advanceSync(ctx, stop),
      notify: (id) => deliverNotification(ctx, id),
    },
    concurrency,
    onJobDone: (job) => {
      handled.observe({ queue: job.queue, outcome: job.outcome }, job.durationMs / 1000);
      waited.observe({ queue: job.queue }, job.waitedMs / 1000);
    },
  });
  const dueChecks = await watchDueChecks({
    databaseUrl: env.DATABASE_URL,
    claimDue: () => checks.claimDue(),
    log,
  });
  const timers = startTimers(
    ctx,
    metrics,
    signal,
    (size) => openDatabase(size, false),
    createReach(env.hosts),
    clock,
  );
  const watch =
    env.API_URL === undefined
      ? undefined
      : watchSealingKey({ apiUrl: env.API_URL, publicKey: opener.currentPublicKey, log, metrics });
  const metricsServer =
    env.METRICS_PORT === undefined
      ? undefined
      : await serveMetrics(metrics, env.METRICS_PORT, () =>
          readReadiness({ db, hints, clock, isStopping: signal.aborted, worksWithoutQueue: false }),
        );
  log.info(
    { queue: env.REDIS_URL === undefined ? "postgresql" : "redis", hosts: ctx.planhatHosts },
    "the worker runs",
  );
  return [
    { name: "stop timers", run: () => timers.stop() },
    {
      name: "finish jobs",
      run: async () => {
        const timeoutMs = drainMs;
        await dueChecks.close();
        await Promise.all([checks.close({ timeoutMs }), workers.close({ timeoutMs })]);
      },
    },
    {
      name: "stop serving",
      run: async () => {
        watch?.stop();
        deliver.close();
        await metricsServer?.close();
      },
    },
    {
      name: "close connections",
      run: async () => {
        clock.stop();
        await hints.close();
        await budget.close();
        await sender.close();
        await checksDb.close();
        await db.close();
      },
    },
  ];
}
