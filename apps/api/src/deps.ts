import { fileURLToPath } from "node:url";
import {
  type Clock,
  createDatabase,
  type Database,
  followClock,
  listenForChanges,
} from "@churned/db/client";
import { createHints, type Hints } from "@churned/queue";
import { createMetrics, type Logger, type Metrics, SetupError } from "@churned/runtime";
import { reportClock } from "@churned/services/readiness";
import { createFindAgain } from "./auth/identify.ts";
import type { ApiEnv } from "./env.ts";
import { type ChangeHub, createChangeHub, mayEndSignIns } from "./events/change-hub.ts";
import { createDownloads, type Downloads } from "./http/downloads.ts";

/** The parts of the API that live longer than a request. */
export interface ApiDeps {
  readonly env: ApiEnv;
  readonly db: Database;
  readonly hints: Hints;
  readonly hub: ChangeHub;
  readonly downloads: Downloads;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly clock: Pick<Clock, "aheadMs" | "isRight">;
  readonly now: () => Date;
  readonly random: () => number;
  readonly isStopping: () => boolean;
  /** The folder of the built console. */
  readonly consoleFolder: string;
}

const builtConsole = fileURLToPath(new URL("../../console/dist", import.meta.url));

/** Opens the connections of the API. `close` ends the event streams first and closes the database last. */
export async function createDeps(
  env: ApiEnv,
  log: Logger,
  options: { readonly isStopping: () => boolean; readonly beatMs?: number },
): Promise<ApiDeps & { readonly close: () => Promise<void> }> {
  const db = createDatabase({
    url: env.DATABASE_URL,
    applicationName: "churned-api",
    statementTimeoutMs: 30_000,
    onError: (error) => log.warn({ error }, "an idle database connection failed"),
  });
  const clock = await followClock(db, (turn) => reportClock(log, turn));
  const hints = createHints({
    databaseUrl: env.DATABASE_URL,
    ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
    onError: (error, where) => log.warn({ error, ...where }, "a hint could not be sent"),
  });
  const queue = await hints.inspect();
  if (queue.state === "unfit") throw new SetupError(`${queue.reason}.`);
  const hub = createChangeHub({
    findAgain: createFindAgain({ db, now: clock.now }),
    onError: (error) => log.warn({ error }, "event streams end, because people could not be read"),
    ...(options.beatMs === undefined ? {} : { beatMs: options.beatMs }),
  });
  const metrics = createMetrics();
  const downloads = createDownloads(log, metrics);
  const listening = await listenForChanges({
    url: env.DATABASE_URL,
    onChange: (change) => {
      hub.publish(change);
      if (mayEndSignIns(change)) downloads.cutUnlessAllowed(change.id);
    },
    onReconnect: hub.resyncAll,
    onError: (error) => log.warn({ error }, "the connection that listens for changes failed"),
  });
  return {
    env,
    db,
    hints,
    hub,
    downloads,
    log,
    metrics,
    clock,
    now: clock.now,
    random: Math.random,
    isStopping: options.isStopping,
    consoleFolder: builtConsole,
    close: async () => {
      hub.close();
      downloads.close();
      clock.stop();
      await listening.close();
      await hints.close();
      await db.close();
    },
  };
}
