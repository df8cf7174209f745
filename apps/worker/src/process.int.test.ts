import { fileURLToPath } from "node:url";
import { acquireRedis, startProcess } from "@churned/testkit";
import { expect, it } from "vitest";
import { startStack } from "./testing/start-stack.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

it("a worker whose Redis refuses it says so in a sentence and exits with 78", async () => {
  const redis = await acquireRedis();
  if (redis === null) return;
  await using stack = await startStack("postgresql");
  const url = new URL(redis.url);
  url.username = "nobody";
  url.password = "wrong-password";
  await using worker = await startProcess({
    args: [main],
    env: { ...stack.workerEnv, REDIS_URL: url.href },
  });
  expect(await worker.ended).toMatchObject({ code: 78 });
  expect(worker.output()).toContain("Redis refuses the user name or the password in REDIS_URL.");
  expect(worker.output()).not.toContain("wrong-password");
  await redis.release();
});
