import { randomUUID } from "node:crypto";
import { createRedisBackend, Worker, type IQueueBackend } from "bullmq";
import { Redis } from "ioredis";
import { expect, test, vi } from "vitest";
import { findFreePort, startRedis } from "./redis.testing.ts";
import { slowDownFailures } from "./slow-down-failures.ts";

test("a Redis that refuses a running worker is asked less and less often, and the process keeps its time", async () => {
  const options = ["--user", "default", "on", "nopass", "~*", "&*", "+@all", "-info"];
  const server = await startRedis(process.env, await findFreePort(), options);
  if (server === undefined) return;
  const redis = new Redis(server.url, { maxRetriesPerRequest: null, enableReadyCheck: false });
  const stopping = new AbortController();
  const failedAt: number[] = [];
  const worker: Worker<unknown, void, string, IQueueBackend> = new Worker(
    "check",
    () => Promise.resolve(),
    { connection: {}, prefix: `{${randomUUID()}}` },
    (name, given, extra) =>
      slowDownFailures(
        createRedisBackend(name, { ...given, connection: redis }, extra),
        stopping.signal,
      ),
  );
  worker.on("error", () => failedAt.push(performance.now()));
  const startedAt = performance.now();
  // BullMQ asks for the version with INFO, and its every request for a job then fails at once.
  await vi.waitFor(() => expect(failedAt.length).toBeGreaterThanOrEqual(6), { timeout: 15_000 });
  expect(performance.now() - startedAt).toBeGreaterThan(1_000);
  stopping.abort();
  await worker.close();
  redis.disconnect();
  await server.stop();
});
