import type { Clock, Database } from "@churned/db/client";
import { compareMigrations } from "@churned/db/migrate";
import type { MigrationState } from "@churned/db/migrate";
import type { Hints } from "@churned/queue";

/** The longest time that the answer waits for the database and the queue. */
const answerTimeoutMs = 2_000;

/** Whether a process can work. The texts are fixed, because anyone may read them. */
export interface Readiness {
  /** `degraded`: the process works, and something is slower or missing. */
  readonly status: "ok" | "degraded" | "not ready";
  readonly reasons: readonly string[];
}

const migrationReasons: Readonly<Record<Exclude<MigrationState, "current">, string>> = {
  older: "the database is older than this code: run the migrations",
  newer: "the database is newer than this code: start the version of the migrations",
};

/** Finds whether a process can work now, with the reasons if it cannot. */
export async function readReadiness(options: {
  readonly db: Database;
  readonly hints: Pick<Hints, "inspect">;
  readonly clock: Pick<Clock, "isRight">;
  readonly isStopping: boolean;
  /** True if the process can work while the queue is away. */
  readonly worksWithoutQueue: boolean;
  /** The reasons of this process alone. */
  readonly ownReasons?: readonly string[];
}): Promise<Readiness> {
  const { db, hints, clock, worksWithoutQueue } = options;
  if (options.isStopping) return { status: "not ready", reasons: ["stopping"] };
  const [database, queue] = await Promise.all([
    inTime<MigrationState | "away">(
      compareMigrations((text) => db.pool.query(text)),
      "away",
    ),
    inTime(hints.inspect(), { state: "away", reason: "the queue is not reachable" }),
  ]);
  const blocking: string[] = [];
  const degrading: string[] = [];
  if (database === "away") blocking.push("the database is not reachable");
  if (database === "older") blocking.push(migrationReasons.older);
  // An older version must stay in service while a newer one starts, and after a return to the older one.
  if (database === "newer") degrading.push(migrationReasons.newer);
  if (!clock.isRight())
    blocking.push("the clock differs from PostgreSQL's clock by more than a minute");
  if (queue.state === "away" && worksWithoutQueue) degrading.push(queue.reason);
  else if (queue.state !== "ok") blocking.push(queue.reason);
  blocking.push(...(options.ownReasons ?? []));
  const status = blocking.length > 0 ? "not ready" : degrading.length > 0 ? "degraded" : "ok";
  return { status, reasons: [...blocking, ...degrading] };
}

/** The result of `work`; `otherwise` if it fails or takes too long. */
async function inTime<T>(work: Promise<T>, otherwise: T): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  const timer = setTimeout(() => resolve(otherwise), answerTimeoutMs);
  try {
    return await Promise.race([work, promise]);
  } catch {
    return otherwise;
  } finally {
    clearTimeout(timer);
  }
}
