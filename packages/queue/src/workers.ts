/**
 * Runs handlers for hints. For BullMQ every job completes, also where its handler fails: retries belong to the row, and
 * the text of an error must not reach the queue's tables.
 */
import { Worker, type IQueueBackend, type Job } from "bullmq";
import {
  connectEngine,
  type OnQueueError,
  type QueueEngine,
  type QueueLocation,
} from "./backend.ts";
import { toError } from "./hints.ts";
import { JobPayload, queueNames, type QueueName } from "./names.ts";

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
   * second. Never rejects. A second call waits for the first. Another worker claims unfinished work when its lease ends.
   */
  close: (options: { timeoutMs: number }) => Promise<void>;
};

/**
 * Starts workers that run up to `concurrency` handlers of each queue at a time. Where Redis is down, waits until it
 * is up. Throws where PostgreSQL is down or not migrated (see `migrateQueue`).
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
  if (engine.redis === undefined) {
    await engine.assertReady().catch(async (error: unknown) => {
      await engine.close();
      throw error;
    });
  } else {
    void warnOfEviction(engine.redis, onError);
  }

  const workers = queueNames.flatMap((name) => {
    const places = options.concurrency[name];
    return Array.from({ length: Math.ceil(places / placesEach) }, (_, n) =>
      startOne(name, Math.min(placesEach, places - n * placesEach)),
    );
  });
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
      engine.factory,
    );
    worker.on("error", (error) => onError(error, { step: "connection", queue: name }));
    return worker;
  }

  // A BullMQ worker never recovers if PostgreSQL is down when it is created: it gets no job and polls without a pause.
  if (engine.redis === undefined)
    await Promise.all(workers.map((worker) => worker.waitUntilReady())).catch(
      async (error: unknown) => {
        await closeWorkers(engine, workers, 0, onError);
        throw error;
      },
    );

  let closing: Promise<void> | undefined;
  return {
    close: ({ timeoutMs }) => (closing ??= closeWorkers(engine, workers, timeoutMs, onError)),
  };
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

/** Where the policy is not noeviction, a Redis with full memory silently removes hints. */
async function warnOfEviction(
  redis: NonNullable<QueueEngine["redis"]>,
  onError: OnQueueError,
): Promise<void> {
  try {
    const policy = /maxmemory_policy:(\S+)/.exec(await redis.info("memory"))?.[1];
    if (policy === "noeviction" || policy === undefined) return;
    onError(new Error(`Redis may evict hints: its maxmemory-policy is ${policy}, not noeviction`), {
      step: "eviction policy",
    });
  } catch (error) {
    onError(toError(error), { step: "eviction policy" });
  }
}
