/**
 * A hint is a job that says: this row has work. The row is committed before the hint is sent. A lost hint costs time
 * and never work, because the reconciler, a timer of the worker, finds the row and sends the hint again. So `hint`
 * never rejects, and its caller does not wait for it.
 *
 * There is no deduplication. BullMQ would drop a hint while a job with the same id is delayed or runs, although the
 * row may have changed after that job read it. A handler that is called once too often claims no row and does
 * nothing.
 *
 * Each hint is a job with a random id. Without an id from us, BullMQ on PostgreSQL takes ids from a sequence that
 * `add` creates for each queue, and our database roles may not create a sequence.
 */
import { randomUUID } from "node:crypto";
import { Queue, type IQueueBackend } from "bullmq";
import {
  connectEngine,
  type OnQueueError,
  type QueueEngine,
  type QueueLocation,
} from "./backend.ts";
import type { QueueHealth } from "./inspect-redis.ts";
import { queueNames, type JobPayload, type QueueName } from "./names.ts";

/** The longest time that `hint` takes. Adding a job takes 4 ms on PostgreSQL and 0.5 ms on Redis (2026-11-23). */
const HINT_TIMEOUT_MS = 1000;

/** How many hints one queue holds. Ages in ms. */
export type QueueCounts = {
  /** Hints that are due while no handler is free. */
  waiting: number;
  active: number;
  /** Hints that are due later. */
  delayed: number;
  /** For how long the next hint has been due; 0 where no hint waits. */
  oldestAgeMs: number;
};

/** A BullMQ queue of hints, on either engine. */
type HintQueue = Queue<JobPayload, void, string, JobPayload, void, string, IQueueBackend>;

/** Sends hints. */
export type Hints = {
  /**
   * Says that the row `id` has work, after `delayMs` (default 0). A hint with a greater `priority` (1 to 2,000,000)
   * runs later; a hint without a priority runs before all hints that have a priority. Never rejects, and resolves
   * within a second. `onError` receives the error of a lost hint.
   */
  hint: (
    queue: QueueName,
    id: string,
    options?: { delayMs?: number; priority?: number },
  ) => Promise<void>;
  /** Counts the hints of each queue, for metrics and operators. Rejects where the queue cannot be reached. */
  counts: () => Promise<Record<QueueName, QueueCounts>>;
  /** Whether the queues can be used now. Never rejects. */
  inspect: () => Promise<QueueHealth>;
  close: () => Promise<void>;
};

/** Makes the sender of hints. The sender connects in the background, so a queue that is down now is no error. */
export function createHints(options: QueueLocation & { onError: OnQueueError }): Hints {
  const { onError } = options;
  const engine = connectEngine(options, "producer", onError);
  const queues = new Map<QueueName, HintQueue>();
  const building = new Map<QueueName, Promise<HintQueue>>();

  // A BullMQ queue that is created while its engine is down stays broken. So we create it only while the engine is
  // up, and drop it where the engine goes down during the creation.
  const buildQueue = async (name: QueueName): Promise<HintQueue> => {
    const queue = createQueue(engine, name, onError);
    try {
      await queue.waitUntilReady();
    } catch (error) {
      await queue.close().catch(() => {});
      throw error;
    }
    queues.set(name, queue);
    return queue;
  };
  const getQueue = async (name: QueueName): Promise<HintQueue> => {
    const known = queues.get(name);
    if (known !== undefined) return known;
    await engine.assertReady();
    const begun = building.get(name) ?? buildQueue(name).finally(() => void building.delete(name));
    building.set(name, begun);
    return await begun;
  };

  return {
    hint: async (name, id, { delayMs, priority } = {}) => {
      const add = async (): Promise<void> => {
        const queue = await getQueue(name);
        const payload: JobPayload = { id };
        await queue.add(name, payload, {
          jobId: `hint-${randomUUID()}`,
          ...(delayMs === undefined ? {} : { delay: Math.max(0, Math.round(delayMs)) }),
          ...(priority === undefined ? {} : { priority }),
        });
      };
      try {
        await withTimeout(add(), HINT_TIMEOUT_MS);
      } catch (error) {
        onError(toError(error), { step: "hint", queue: name, id });
      }
    },
    counts: async () => {
      const entries = await Promise.all(
        queueNames.map(async (name) => [name, await countQueue(await getQueue(name))] as const),
      );
      const [sync, notify] = entries.map(([, counts]) => counts);
      if (sync === undefined || notify === undefined) {
        throw new Error("a queue is missing");
      }
      return { sync, notify };
    },
    inspect: engine.inspect,
    close: async () => {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await engine.close();
    },
  };
}

export function createQueue(
  engine: QueueEngine,
  name: QueueName,
  onError: OnQueueError,
): HintQueue {
  const queue: HintQueue = new Queue(
    name,
    {
      connection: {},
      ...engine.optionsFor(name),
      // BullMQ runs a job only once, because the row decides what happens next. A finished job is removed.
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
      // Nobody reads BullMQ's event log, which keeps 10,000 entries by default.
      streams: { events: { maxLen: 10 } },
    },
    engine.factory,
  );
  queue.on("error", (error: Error) => onError(error, { step: "connection", queue: name }));
  return queue;
}

async function countQueue(queue: HintQueue): Promise<QueueCounts> {
  const counts = await queue.getJobCounts("waiting", "prioritized", "active", "delayed");
  const next = await queue.getJobs(["waiting", "prioritized"], 0, 0, true);
  const dueAt = next.map((job) => job.timestamp + (job.delay ?? 0));
  return {
    waiting: (counts["waiting"] ?? 0) + (counts["prioritized"] ?? 0),
    active: counts["active"] ?? 0,
    delayed: counts["delayed"] ?? 0,
    oldestAgeMs: dueAt.length === 0 ? 0 : Math.max(0, Date.now() - Math.min(...dueAt)),
  };
}

async function withTimeout(work: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

export function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
