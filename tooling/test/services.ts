import { acquireRedis } from "@churned/testkit";
import { acquirePostgres } from "@churned/testkit/postgres";

/** The services that tests share. They start once, when the first step needs them. */
export type SharedServices = AsyncDisposable & {
  /** TEST_PG_URL, and TEST_REDIS_URL if there is a Redis. */
  findEnv(): Promise<Record<string, string>>;
};

/** Creates the services without starting them. */
export function createSharedServices(): SharedServices {
  const disposables: AsyncDisposable[] = [];
  let starting: Promise<Record<string, string>> | undefined;
  const start = async (): Promise<Record<string, string>> => {
    // The tests may use the developer's own Redis, because each test uses only its own keys.
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
