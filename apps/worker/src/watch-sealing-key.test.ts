import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createLogger, createMetrics } from "@churned/runtime";
import { expect, test } from "vitest";
import { watchSealingKey } from "./watch-sealing-key.ts";

type Answer = { readonly status: number; readonly body: string };

/** Checks an API that gives this answer. Returns the alarm's message, if any. */
async function lookAt({ status, body }: Answer): Promise<string | undefined> {
  const api = createServer((_, response) => {
    response.writeHead(status, { location: "/elsewhere" }).end(body);
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  const metrics = createMetrics();
  const { promise: said, resolve } = Promise.withResolvers<void>();
  const log = createLogger({ name: "test", level: "silent" });
  const told = Object.assign(Object.create(log), { error: () => resolve(), warn: () => resolve() });
  const { port } = api.address() as AddressInfo;
  const watch = watchSealingKey({
    apiUrl: `http://127.0.0.1:${port}`,
    publicKey: "k1.ours",
    log: told,
    metrics,
  });
  await said;
  watch.stop();
  api.close();
  return /^sealing_key_foreign (\S+)$/m.exec(await metrics.render())?.[1];
}

test("the alarm distinguishes a foreign key from an unreadable one, and follows no redirect to another host", async () => {
  const key = (publicKey: string): string => JSON.stringify({ keyId: "k1", publicKey });
  expect(await lookAt({ status: 200, body: key("theirs") })).toBe("1");
  expect(await lookAt({ status: 503, body: "busy" })).toBe("-1");
  expect(await lookAt({ status: 302, body: key("ours") })).toBe("-1");
});
