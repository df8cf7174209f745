/**
 * Runs handlers for hints. A handler's failure ends here: the row owns retries, and error text must not
 * reach the queue's tables, so for BullMQ every job completes.
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

/** BullMQ fetches for all free places, one after another, before it begins the first: many at once would wait for each other. */
const placesEach = 12;
/** How long handlers have between the abort and being left behind. */
const ABORT_GRACE_MS = 1000;

/**
 * Looks at the row of this id and does what is due. May be called more than once for the same id, also at the
 * same time: claim the row first. `signal` is aborted when the process must end.
 */
export type HintHandler = (id: string, signal: AbortSignal) => Promise<void>;

/** One handled hint, for metrics and the wide event. Times in ms. */
export type HandledHint = {
  queue: QueueName;
  id: string;
  /** From when it was due to when it started. */
  waitedMs: number;
  durationMs: number;
  outcome: "done" | "failed";
};

type HintWorker = Worker<unknown, void, string, IQueueBackend>;

/** Running workers. */
export type Workers = {
  /**
   * Takes no more hints and waits for running handlers; after `timeoutMs` aborts their signals and waits one
   * second more. Always resolves; a second call waits for the first; what was left behind is claimed again when its lease ends.
   */
  close: (options: { timeoutMs: number }) => Promise<void>;
};

/**
 * Starts workers, `concurrency` handlers at a time for each queue. On Redis it waits for a Redis that is
 * down; on PostgreSQL it throws when the database is down or not migrated (see `migrateQueue`).
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
      // BullMQ gives a signal only to a processor that declares all three parameters.
      (job, _lock, signal) => handleJob(name, job, signal ?? new AbortController().signal, options),
      {
        connection: {},
        ...engine.optionsFor(name),
        concurrency: places,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
        // After a refused connection, look again soon: BullMQ's default of 15 s is most of a Save's 20 s.
        runRetryDelay: 500,
      },
      engine.factory,
    );
    worker.on("error", (error) => onError(error, { step: "connection", queue: name }));
    return worker;
  }

  // One that finds PostgreSQL away while it is built hears of no job ever after, and asks without a pause.
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
  // A pool waits for connections that are in use; an abandoned handler may hold one for ever.
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

/** Any policy but noeviction lets Redis drop hints under memory pressure, in silence. */
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
