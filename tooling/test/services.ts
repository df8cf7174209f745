import { acquireRedis } from "@churned/testkit";
import { acquirePostgres } from "@churned/testkit/postgres";

/** What the tests share: started once, when the first step needs it. */
export type SharedServices = AsyncDisposable & {
  /** TEST_PG_URL, and TEST_REDIS_URL where there is a Redis. */
  findEnv(): Promise<Record<string, string>>;
};

/** Starts nothing yet. */
export function createSharedServices(): SharedServices {
  const disposables: AsyncDisposable[] = [];
  let starting: Promise<Record<string, string>> | undefined;
  const start = async (): Promise<Record<string, string>> => {
    // A Redis of the person's own is good enough for tests: they keep to keys of their own.
    process.env["TEST_REDIS_URL"] ??= process.env["REDIS_URL"] || "";
    const postgres = await acquirePostgres();
    disposables.push(postgres);
    const redis = await acquireRedis();
    if (redis) disposables.push(redis);
    return { TEST_PG_URL: postgres.url, ...(redis ? { TEST_REDIS_URL: redis.url } : {}) };
  };
  return {
    findEnv: async () => await (starting ??= start()),
    [Symbol.asyncDispose]: async () => {
      for (const disposable of disposables) await disposable[Symbol.asyncDispose]();
    },
  };
}
