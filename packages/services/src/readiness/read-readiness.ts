import type { Clock, Database } from "@churned/db/client";
import { isMigrated } from "@churned/db/migrate";
import type { Hints } from "@churned/queue";

/** The longest time that the answer waits for the database and the queue. */
const answerTimeoutMs = 2_000;

/** Whether a process can work. The texts are fixed, because anyone may read them. */
export interface Readiness {
  /** `degraded`: the process works, and something is slower or missing. */
  readonly status: "ok" | "degraded" | "not ready";
  readonly reasons: readonly string[];
}

/** Finds whether a process can work now, with the reasons if it cannot. */
export async function readReadiness(options: {
  readonly db: Database;
  readonly hints: Pick<Hints, "counts">;
  readonly clock: Pick<Clock, "isRight">;
  readonly isStopping: boolean;
  /** True if the process can work without the queue. */
  readonly worksWithoutQueue: boolean;
}): Promise<Readiness> {
  const { db, hints, clock, isStopping, worksWithoutQueue } = options;
  if (isStopping) return { status: "not ready", reasons: ["stopping"] };
  const [database, queue] = await Promise.allSettled([
    inTime(isMigrated((text) => db.pool.query(text))),
    inTime(hints.counts()),
  ]);
  const reasons: string[] = [];
  if (database.status === "rejected") reasons.push("the database is not reachable");
  else if (!database.value) reasons.push("the database is older than this code");
  if (!clock.isRight())
    reasons.push("the clock differs from PostgreSQL's clock by more than a minute");
  const isDegraded = reasons.length === 0 && worksWithoutQueue;
  if (queue.status === "rejected") reasons.push("the queue is not reachable");
  if (reasons.length === 0) return { status: "ok", reasons };
  return { status: isDegraded ? "degraded" : "not ready", reasons };
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("no answer in time")), answerTimeoutMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
