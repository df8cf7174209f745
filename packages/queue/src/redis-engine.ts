/** The engine of the queues on Redis. All queues of a process share one connection. */
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { createRedisBackend } from "bullmq";
import { Redis } from "ioredis";
import type { EngineRole, OnQueueError, QueueEngine } from "./backend.ts";
import { inspectRedis } from "./inspect-redis.ts";

/** The longest time that an inspection waits, because a Redis may accept a connection and not answer. */
const inspectTimeoutMs = 2_000;

export function connectRedis(
  redisUrl: string,
  prefix: string,
  role: EngineRole,
  onError: OnQueueError,
): QueueEngine {
  const redis = new Redis(redisUrl, {
    ...(role === "producer"
      ? { enableOfflineQueue: false, maxRetriesPerRequest: 1, connectTimeout: 1000 }
      : { maxRetriesPerRequest: null }),
    retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
  });
  let lastError: Error | undefined;
  redis.on("ready", () => (lastError = undefined));
  redis.on("error", (error: Error) => {
    lastError = error;
    onError(error, { step: "connection" });
  });
  const assertReady = createReadyCheck(redis);
  // Braces make a hash tag, so that all keys of one queue are in one slot.
  const prefixOf = (queue: string): string => `{${prefix}-${queue}}`;
  return {
    factory: (name, options, extra) =>
      createRedisBackend(name, { ...options, connection: redis }, extra),
    optionsFor: (queue) => ({ prefix: prefixOf(queue) }),
    assertReady,
    inspect: async () => {
      const probeKey = prefixOf("probe");
      const inspection = assertReady().then(
        async () => await inspectRedis(redis, probeKey, undefined),
        async () => await inspectRedis(undefined, probeKey, lastError),
      );
      const late = { state: "away", reason: "the queue does not answer" } as const;
      return await Promise.race([inspection, pause(inspectTimeoutMs, late, { ref: false })]);
    },
    mayStartLater: true,
    close: async () => {
      if (redis.status === "ready") await redis.quit().catch(() => redis.disconnect());
      else redis.disconnect();
    },
  };
}

/**
 * Waits while Redis is connecting. Throws at once where Redis is known to be down. All callers share one pair of
 * listeners.
 */
function createReadyCheck(redis: Redis): () => Promise<void> {
  let connecting: Promise<void> | undefined;
  return async () => {
    if (redis.status === "ready") return;
    if (redis.status !== "connecting" && redis.status !== "connect") {
      throw new Error("Redis is not reachable");
    }
    connecting ??= waitUntilConnected(redis).finally(() => {
      connecting = undefined;
    });
    await connecting;
  };
}

async function waitUntilConnected(redis: Redis): Promise<void> {
  const settled = new AbortController();
  try {
    const isReady = await Promise.race([
      once(redis, "ready", { signal: settled.signal }).then(() => true),
      once(redis, "close", { signal: settled.signal }).then(() => false),
    ]);
    if (!isReady) throw new Error("Redis is not reachable");
  } finally {
    settled.abort();
  }
}
