/**
 * Chooses the engine of the queues: Redis where there is a URL for it, else PostgreSQL. No other code knows the engine.
 *
 * All queues of a process share one connection (Redis) or pool (PostgreSQL), which this file opens and closes. BullMQ
 * by itself would open a pool of ten connections for each queue.
 */
import {
  assertSchemaCompatibility,
  createPostgresBackend,
  DEFAULT_SCHEMA,
  type BackendFactory,
  type PgPool,
} from "bullmq";
import { Client, Pool, type PoolClient } from "pg";
import type { QueueHealth } from "./inspect-redis.ts";
import type { QueueName } from "./names.ts";
import { connectRedis } from "./redis-engine.ts";

/** Where the queues are. `prefix` is the namespace on Redis; on PostgreSQL the database is the namespace. */
export type QueueLocation = { databaseUrl: string; redisUrl?: string; prefix?: string };

/** Receives each error, with the place where it happened and without any payload. */
export type OnQueueError = (error: Error, context: QueueErrorContext) => void;

/** Where an error happened. `queue` and `id` are set where the error concerns one queue or one row. */
export type QueueErrorContext = {
  step: "connection" | "hint" | "handler" | "payload" | "inspection" | "close";
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
  /** Whether the queues can be used now. Never rejects. */
  inspect: () => Promise<QueueHealth>;
  /** True where workers may start before the engine is up. */
  mayStartLater: boolean;
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
    // Each BullMQ worker holds one connection for LISTEN all its life. We start two workers in a process.
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
  const assertReady = async (): Promise<void> => {
    await assertSchemaCompatibility(pool, DEFAULT_SCHEMA);
  };
  return {
    // A pg.Pool has every method that BullMQ's type PgPool names; only the overloads of `on` have other types.
    factory: (name, options, extra) =>
      createPostgresBackend(name, { ...options, connection: pool as PgPool }, extra),
    optionsFor: () => ({}),
    assertReady,
    inspect: () =>
      assertReady().then(
        () => ({ state: "ok" }),
        () => ({ state: "away", reason: "the queue is not reachable" }),
      ),
    mayStartLater: false,
    close: () => pool.end(),
  };
}
