/** The connections of the commands: the same use cases, database and queue as API and worker. */
import { createDatabase, followClock } from "@churned/db/client";
import type { Actor } from "@churned/domain/shared";
import { createHints, type Hints } from "@churned/queue";
import type { Logger } from "@churned/runtime";
import type { ServiceContext } from "@churned/services/context";
import { type Auth, createAuth } from "@churned/sign-in";
import type { CliEnv } from "./env.ts";

export interface World {
  /** The context of a use case. The default actor is the system. */
  readonly as: (actor?: Actor) => ServiceContext;
  readonly auth: Auth;
  readonly close: () => Promise<void>;
}

const self: Actor = { kind: "system", name: "cli" };

export async function openWorld(env: CliEnv, log: Logger): Promise<World> {
  const db = createDatabase({
    url: env.DATABASE_URL,
    poolSize: 2,
    applicationName: "churned-cli",
    onError: (error) => log.warn({ error }, "a database connection failed"),
  });
  const clock = await followClock(db).catch(async (error: unknown) => {
    await db.close();
    throw error;
  });
  const hints: Hints = createHints({
    databaseUrl: env.DATABASE_URL,
    ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
    // A hint tells the worker that a row has work. A lost hint needs no message: the worker's timer finds the row.
    onError: (error) => log.debug({ error }, "the queue did not take a hint"),
  });
  const auth = createAuth({
    db,
    secret: env.AUTH_SECRET,
    appUrl: env.appUrl,
    onError: (message, error) => log.error({ error }, message),
  });
  return {
    as: (actor = self) => ({
      actor,
      db,
      hints,
      log,
      now: clock.now,
      random: Math.random,
      planhatHosts: env.planhatHosts,
      sealing: { publicKey: env.SEALING_PUBLIC_KEY },
      appUrl: env.appUrl,
    }),
    auth,
    close: async () => {
      clock.stop();
      await hints.close();
      await db.close();
    },
  };
}
