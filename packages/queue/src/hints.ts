/**
 * A hint says "look at this row". The row was committed before, so a lost hint loses time, never work: the
 * reconciler hints again. Hence a hint never rejects and never keeps its caller waiting.
 *
 * No deduplication, on purpose. BullMQ would drop a hint while a job of the same id waits with a delay or runs,
 * though the row changed after that job read it; the handler claims the row with a fence and finds nothing to
 * do when it was called once too often. So each hint is a job of its own, with a random id: left to itself,
 * BullMQ on PostgreSQL counts ids by a sequence per queue that `add` creates, which our roles may not.
 */
import { randomUUID } from "node:crypto";
import { Queue, type IQueueBackend } from "bullmq";
import {
  connectEngine,
  type OnQueueError,
  type QueueEngine,
  type QueueLocation,
} from "./backend.ts";
import { queueNames, type JobPayload, type QueueName } from "./names.ts";

/** Longest time that a caller of `hint` waits. Adding takes 4 ms on PostgreSQL, 0.5 ms on Redis (2026-11-23). */
const HINT_TIMEOUT_MS = 1000;

/** What one queue holds. Ages in ms. */
export type QueueCounts = {
  /** Ready to run, none is free to run them. */
  waiting: number;
  active: number;
  /** Due later. */
  delayed: number;
  /** How long the next in line has been due; 0 when none waits. */
  oldestAgeMs: number;
};

/** A queue of hints on either engine. */
type HintQueue = Queue<JobPayload, void, string, JobPayload, void, string, IQueueBackend>;

/** The side that gives hints. */
export type Hints = {
  /**
   * Hints that a row is to be looked at, in `delayMs` from now (default at once). A greater `priority`
   * (1 to 2,000,000) runs later; without one, a hint runs before all that have one.
   * Never rejects and returns within a second; a hint that was lost is told to `onError`.
   */
  hint: (
    queue: QueueName,
    id: string,
    options?: { delayMs?: number; priority?: number },
  ) => Promise<void>;
  /** What each queue holds, for metrics and operators. Rejects when the queue cannot be reached. */
  counts: () => Promise<Record<QueueName, QueueCounts>>;
  close: () => Promise<void>;
};

/** Connects the side that gives hints. Connects in the background: also a queue that is down now is no error. */
export function createHints(options: QueueLocation & { onError: OnQueueError }): Hints {
  const { onError } = options;
  const engine = connectEngine(options, "producer", onError);
  const queues = new Map<QueueName, HintQueue>();
  const building = new Map<QueueName, Promise<HintQueue>>();

  // A BullMQ queue that finds its engine down when it is built stays broken, so it is built only once it is up, and
  // thrown away where that did not last.
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
      const [check, sync, notify] = entries.map(([, counts]) => counts);
      if (check === undefined || sync === undefined || notify === undefined) {
        throw new Error("a queue is missing");
      }
      return { check, sync, notify };
    },
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
      // Jobs run once: what happens next is written on the row. Nothing finished is kept.
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
      // Nobody reads BullMQ's event log; it would keep 10,000 entries.
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
