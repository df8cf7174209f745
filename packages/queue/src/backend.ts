/**
 * Chooses the engine of the queues: Redis where there is a URL for it, else PostgreSQL. No other code knows the
 * engine.
 *
 * All queues of a process share one connection (Redis) or pool (PostgreSQL), which this file opens and closes. BullMQ
 * by itself would open a pool of ten connections for each queue.
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

/** Where the queues are. `prefix` is the namespace on Redis; on PostgreSQL the database is the namespace. */
export type QueueLocation = { databaseUrl: string; redisUrl?: string; prefix?: string };

/** Receives each error, with the place where it happened and without any payload. */
export type OnQueueError = (error: Error, context: QueueErrorContext) => void;

/** Where an error happened. `queue` and `id` are set where the error concerns one queue or one row. */
export type QueueErrorContext = {
  step: "connection" | "hint" | "handler" | "payload" | "eviction policy" | "close";
  queue?: QueueName;
  id?: string;
};

/** How often a connection that is in use is tested. */
const testEveryMs = 20_000;

/** One engine, connected. */
export type QueueEngine = {
  /** Makes BullMQ's classes use our connection, whatever options they get. */
  factory: BackendFactory;
  /** Options that only one of the engines has. */
  optionsFor: (queue: QueueName) => { prefix?: string };
  /** Throws where the queues cannot be reached now. */
  assertReady: () => Promise<void>;
  /** Defined only where the engine is Redis. */
  redis: Redis | undefined;
  close: () => Promise<void>;
};

/** A producer fails fast, because a request waits for it. A worker waits until the engine is back. */
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
    // BullMQ's SQL names no schema, and BullMQ sets a search_path only on a pool that it made itself.
    options: `-c search_path=${DEFAULT_SCHEMA}`,
    // Each BullMQ worker holds one connection for LISTEN all its life. We start at least three workers in a process.
    max: role === "worker" ? 12 : 3,
    connectionTimeoutMillis: role === "worker" ? 10_000 : 1000,
    // Detects a half-open connection within seconds, also a connection that only listens.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // A statement takes milliseconds. A statement without an answer means that the connection is half-open: drop it.
    query_timeout: role === "worker" ? 15_000 : 5_000,
  });
  pool.on("error", (error) => onError(error, { step: "connection" }));
  const tests = new Map<PoolClient, NodeJS.Timeout>();
  // Only a connection that listens stays in use for so long. It may receive nothing for hours, so we test it.
  pool.on("acquire", (client) => {
    tests.set(
      client,
      setInterval(() => {
        client.query("select 1").catch(() => {
          if (client instanceof Client) client.connection.stream.destroy();
        });
      }, testEveryMs),
    );
  });
  const stopTesting = (client: PoolClient): void => {
    clearInterval(tests.get(client));
    tests.delete(client);
  };
  pool.on("release", (_error, client) => stopTesting(client));
  pool.on("remove", stopTesting);
  // The pool handles errors of idle connections only. Without this handler, an error of a connection in use ends the
  // process.
  pool.on("connect", (client) =>
    client.on("error", (error: Error) => onError(error, { step: "connection" })),
  );
  return {
    // A pg.Pool has every method that BullMQ's type PgPool names; only the overloads of `on` have other types.
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
    // Braces make a hash tag: a Redis cluster then keeps all keys of one queue in one slot.
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
