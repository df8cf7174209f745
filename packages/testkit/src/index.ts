export { createFaultProxy, type FaultProxy } from "./fault-proxy.ts";
export { freePort } from "@churned/embedded-postgres";
export { acquireRedis, findRedisCommand, type RedisServer } from "./redis.ts";
export {
  startProcess,
  type ProcessEnd,
  type RunningProcess,
  type StartProcessOptions,
} from "./start-process.ts";
export { createTestDatabase, type TestDatabase } from "./test-database.ts";
export { TestClock } from "./test-clock.ts";
export { waitFor, type WaitOptions } from "./wait-for.ts";
