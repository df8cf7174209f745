/**
 * Runs handlers for hints. For BullMQ every job completes, also where its handler fails: retries belong to the row, and
 * the text of an error must not reach the queue's tables.
 */
import { setTimeout as pause } from "node:timers/promises";
import { retryDelayMs } from "@churned/domain/shared";
import { Worker, type IQueueBackend, type Job } from "bullmq";
import {
  connectEngine,
  type OnQueueError,
  type QueueEngine,
  type QueueLocation,
} from "./backend.ts";
import { toError } from "./hints.ts";
import { JobPayload, queueNames, type QueueName } from "./names.ts";
import { slowDownFailures } from "./slow-down-failures.ts";

/**
 * A BullMQ worker fetches jobs one by one until it has as many as its concurrency. Only then does it begin the first
 * job. So we start several workers for each queue, each with at most this concurrency.
 */
const placesEach = 12;
/** How long `close` waits for handlers after it aborted their signals. */
const ABORT_GRACE_MS = 1000;

/**
 * Reads the row with this id and does the work that is due. The handler may be called several times for the same id,
 * also at the same time. So it must first claim the row: take a lease that excludes all other workers. `signal` is
 * aborted when the process must end.
 */
export type HintHandler = (id: string, signal: AbortSignal) => Promise<void>;

/** One handled hint, for metrics. Times in ms. */
export type HandledHint = {
  queue: QueueName;
  id: string;
  /** From the time when the hint was due until the handler started. */
  waitedMs: number;
  durationMs: number;
  outcome: "done" | "failed";
};

type HintWorker = Worker<unknown, void, string, IQueueBackend>;

/** Running workers. */
export type Workers = {
  /**
   * Takes no more hints and waits for running handlers. After `timeoutMs` it aborts their signals and waits one more
   * second. Never rejects. A second call waits for the first. Another worker claims unfinished work when its lease
   * ends.
   */
  close: (options: { timeoutMs: number }) => Promise<void>;
};

/**
 * Starts workers that run up to `concurrency` handlers of each queue at a time. Where Redis is down, the workers start
 * when it is up. Throws where PostgreSQL is down or not migrated (see `migrateQueue`), and throws where Redis refuses
 * what the queues need.
 */
export async function startWorkers(
  options: QueueLocation & {
    handlers: Record<QueueName, HintHandler>;
    concurrency: Record<QueueName, number>;
    onError: OnQueueError;
    onJobDone?: (handled: HandledHint) => void;
  },
): Promise<Workers> {
  const { onError } = options;
  const engine = connectEngine(options, "worker", onError);
  const stopping = new AbortController();
  const workers: HintWorker[] = [];
  function startAll(): void {
    if (stopping.signal.aborted) return;
    for (const name of queueNames)
      for (let left = options.concurrency[name]; left > 0; left -= placesEach)
        workers.push(startOne(name, Math.min(placesEach, left)));
  }
  function startOne(name: QueueName, places: number): HintWorker {
    const worker: HintWorker = new Worker(
      name,
      // BullMQ passes a signal only to a processor that declares all three parameters.
      (job, _lock, signal) => handleJob(name, job, signal ?? new AbortController().signal, options),
      {
        connection: {},
        ...engine.optionsFor(name),
        concurrency: places,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
        // The pause after a refused connection. BullMQ's default of 15 s is too long, because the answer to a Save
        // must come within 20 s.
        runRetryDelay: 500,
      },
      (...args) => slowDownFailures(engine.factory(...args), stopping.signal),
    );
    worker.on("error", (error) => onError(error, { step: "connection", queue: name }));
    return worker;
  }

  try {
    const isUp = await startWhenFit(engine, startAll);
    if (!isUp) void startLater(engine, startAll, stopping.signal, onError);
    // A BullMQ worker never recovers if PostgreSQL is down when it is created: it gets no job and polls without a
    // pause.
    if (!engine.mayStartLater) await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  } catch (error) {
    await closeWorkers(engine, workers, 0, onError);
    throw error;
  }

  let closing: Promise<void> | undefined;
  return {
    close: ({ timeoutMs }) => {
      stopping.abort();
      return (closing ??= closeWorkers(engine, workers, timeoutMs, onError));
    },
  };
}

/**
 * Starts the workers if the queues can be used now. Returns false if Redis is down. Throws if Redis answers and the
 * queues can never work on it, or if PostgreSQL is down.
 */
async function startWhenFit(engine: QueueEngine, startAll: () => void): Promise<boolean> {
  if (!engine.mayStartLater) await engine.assertReady();
  const health = await engine.inspect();
  if (health.state === "unfit") throw new Error(health.reason);
  if (health.state === "away") return false;
  startAll();
  return true;
}

/** Tries until the workers could start. A Redis that came up later and is unfit is reported, and tried again. */
async function startLater(
  engine: QueueEngine,
  startAll: () => void,
  stopping: AbortSignal,
  onError: OnQueueError,
): Promise<void> {
  for (let attempt = 1; !stopping.aborted; attempt += 1) {
    const delayMs = retryDelayMs(attempt, Math.random(), 200, 5_000);
    await pause(delayMs, undefined, { signal: stopping }).catch(() => undefined);
    try {
      if (stopping.aborted || (await startWhenFit(engine, startAll))) return;
    } catch (error) {
      onError(toError(error), { step: "inspection" });
    }
  }
}

async function handleJob(
  queue: QueueName,
  job: Job<unknown>,
  signal: AbortSignal,
  options: {
    handlers: Record<QueueName, HintHandler>;
    onError: OnQueueError;
    onJobDone?: (handled: HandledHint) => void;
  },
): Promise<void> {
  const payload = JobPayload.safeParse(job.data);
  if (!payload.success) {
    options.onError(new Error("a job is not a hint"), { step: "payload", queue });
    return;
  }
  const { id } = payload.data;
  const startedAt = Date.now();
  let outcome: HandledHint["outcome"] = "done";
  try {
    await options.handlers[queue](id, signal);
  } catch (error) {
    outcome = "failed";
    options.onError(toError(error), { step: "handler", queue, id });
  }
  const dueAt = job.timestamp + (job.opts.delay ?? 0);
  options.onJobDone?.({
    queue,
    id,
    waitedMs: Math.max(0, startedAt - dueAt),
    durationMs: Date.now() - startedAt,
    outcome,
  });
}

async function closeWorkers(
  engine: QueueEngine,
  workers: readonly HintWorker[],
  timeoutMs: number,
  onError: OnQueueError,
): Promise<void> {
  const closing = Promise.all(workers.map((worker) => worker.close()));
  try {
    if (!(await settlesWithin(closing, timeoutMs))) {
      for (const worker of workers) worker.cancelAllJobs("the process is stopping");
      if (!(await settlesWithin(closing, ABORT_GRACE_MS))) {
        onError(new Error("handlers ignored the abort"), { step: "close" });
        await Promise.all(workers.map((worker) => worker.disconnect()));
      }
    }
  } catch (error) {
    onError(toError(error), { step: "close" });
  }
  const closed = engine
    .close()
    .catch((error: unknown) => onError(toError(error), { step: "close" }));
  // A pool waits for connections in use. A handler that was abandoned may keep a connection for ever.
  await settlesWithin(closed, ABORT_GRACE_MS);
}

async function settlesWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([work.then(() => true), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
