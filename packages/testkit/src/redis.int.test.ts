import { connect } from "node:net";

import { expect, test } from "vitest";

import { acquireRedis, findRedisCommand } from "./redis.ts";

test("starts a Redis that answers and stops with release, where one is installed", async () => {
  const redis = await acquireRedis();
  expect(redis !== null).toBe(
    process.env["TEST_REDIS_URL"] !== undefined || findRedisCommand() !== undefined,
  );
  if (!redis) return;
  await redis.release();
  if (process.env["TEST_REDIS_URL"] !== undefined) return;
  const isRefused = await new Promise((resolve) => {
    connect(Number(new URL(redis.url).port), "127.0.0.1")
      .on("connect", () => resolve(false))
      .on("error", () => resolve(true));
  });
  expect(isRefused).toBe(true);
});
