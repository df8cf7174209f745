/**
 * Which engine carries the queues is decided here and known nowhere else: Redis when there is a URL for it,
 * else the PostgreSQL we have anyway.
 *
 * All queues of a process share one connection (Redis) or pool (PostgreSQL) that we own and close:
 * BullMQ's own would be one pool of ten for each queue.
 */
import { once } from "node:events";
import {
  assertSchemaCompatibility,
  createPostgresBackend,
  createRedisBackend,
  DEFAULT_SCHEMA,
  type BackendFactory,
  type PgPool,
} from "bullmq";
import { Redis } from "ioredis";
import { Client, Pool, type PoolClient } from "pg";
import type { QueueName } from "./names.ts";

/** Where the queues are. `prefix` sets Redis keys apart; on PostgreSQL the database does. */
export type QueueLocation = { databaseUrl: string; redisUrl?: string; prefix?: string };

/** Told of everything that goes wrong: an error, and where. Never given a payload. */
export type OnQueueError = (error: Error, context: QueueErrorContext) => void;

/** `step` is one of a small closed set; `queue` and `id` are there when one is concerned. */
export type QueueErrorContext = {
  step: "connection" | "hint" | "handler" | "payload" | "eviction policy" | "close";
  queue?: QueueName;
  id?: string;
};

/** A connection that is lent out for long is asked this often whether it is still there. */
const askEveryMs = 20_000;

/** One engine, connected. */
export type QueueEngine = {
  /** Gives BullMQ's classes our connection, whatever they were told. */
  factory: BackendFactory;
  /** Options that only one of the engines knows. */
  optionsFor: (queue: QueueName) => { prefix?: string };
  /** Throws when the queues cannot be used now. */
  assertReady: () => Promise<void>;
  /** Defined on Redis. */
  redis: Redis | undefined;
  close: () => Promise<void>;
};

/** A producer must not keep a request waiting for a queue; a worker has nothing better to do than to wait. */
export type EngineRole = "producer" | "worker";

export function connectEngine(
  location: QueueLocation,
  role: EngineRole,
  onError: OnQueueError,
): QueueEngine {
  return location.redisUrl === undefined
    ? connectPostgres(location.databaseUrl, role, onError)
    : connectRedis(location.redisUrl, location.prefix ?? "churned", role, onError);
}

function connectPostgres(
  databaseUrl: string,
  role: EngineRole,
  onError: OnQueueError,
): QueueEngine {
  const pool = new Pool({
    connectionString: databaseUrl,
    // BullMQ sets no search_path on a pool that it did not make, and its SQL names no schema.
    options: `-c search_path=${DEFAULT_SCHEMA}`,
    // Each worker of the process holds one connection for LISTEN for as long as it lives, four of them as we start it.
    max: role === "worker" ? 12 : 3,
    connectionTimeoutMillis: role === "worker" ? 10_000 : 1000,
    // A connection that was cut in silence is noticed in seconds, also the one that only listens.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // Each statement takes milliseconds. One that is not answered hangs, and its connection is thrown away.
    query_timeout: role === "worker" ? 15_000 : 5_000,
  });
  pool.on("error", (error) => onError(error, { step: "connection" }));
  const asking = new Map<PoolClient, NodeJS.Timeout>();
  // Only the listening ones are lent out for so long. Nothing may be sent to them for hours, so they are asked.
  pool.on("acquire", (client) => {
    asking.set(
      client,
      setInterval(() => {
        client.query("select 1").catch(() => {
          if (client instanceof Client) client.connection.stream.destroy();
        });
      }, askEveryMs),
    );
  });
  const stopAsking = (client: PoolClient): void => {
    clearInterval(asking.get(client));
    asking.delete(client);
  };
  pool.on("release", (_error, client) => stopAsking(client));
  pool.on("remove", stopAsking);
  // The pool listens to idle connections only: one that breaks while it is lent out would end the process.
  pool.on("connect", (client) =>
    client.on("error", (error: Error) => onError(error, { step: "connection" })),
  );
  return {
    // A pg.Pool is what BullMQ's PgPool describes; only the overloads of `on` are spelled otherwise.
    factory: (name, options, extra) =>
      createPostgresBackend(name, { ...options, connection: pool as PgPool }, extra),
    optionsFor: () => ({}),
    assertReady: async () => {
      await assertSchemaCompatibility(pool, DEFAULT_SCHEMA);
    },
    redis: undefined,
    close: () => pool.end(),
  };
}

function connectRedis(
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
  redis.on("error", (error: Error) => onError(error, { step: "connection" }));
  return {
    factory: (name, options, extra) =>
      createRedisBackend(name, { ...options, connection: redis }, extra),
    // In braces: on a cluster, all keys of one queue must live in one slot.
    optionsFor: (queue) => ({ prefix: `{${prefix}-${queue}}` }),
    assertReady: createReadyCheck(redis),
    redis,
    close: async () => {
      if (redis.status === "ready") await redis.quit().catch(() => redis.disconnect());
      else redis.disconnect();
    },
  };
}

/**
 * Waits for a connection that is being made, but not for one that is known to be down.
 * All who wait share one pair of listeners.
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
