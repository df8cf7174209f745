import { Client } from "pg";
import { freePort, startProcess, waitFor } from "@churned/testkit";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApiProcess } from "./testing/api-process.ts";
import { readEvents } from "./testing/read-events.ts";
import { startTestApi, type TestApi } from "./testing/test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

describe("the process", () => {
  test("exits with 78 and names missing settings, never a value", async () => {
    const main = fileURLToPath(new URL("main.ts", import.meta.url));
    const process = await startProcess({
      args: [main],
      env: { PORT: "none", AUTH_SECRET: "short-secret", DATABASE_URL: "mysql://pass:word@host" },
    });
    expect(await process.ended).toMatchObject({ code: 78 });
    for (const name of ["PORT", "AUTH_SECRET", "DATABASE_URL", "SEALING_PUBLIC_KEY"])
      expect(process.output()).toContain(name);
    expect(process.output()).not.toMatch(/short-secret|pass:word/);
  });

  test("ends in order on SIGTERM, even with open event streams", async () => {
    await using running = await startApiProcess(api);
    const response = await fetch(`${running.url}/v1/events`, {
      headers: { cookie: api.acme.cookie },
    });
    await using events = readEvents(response);
    await events.waitFor(": open");
    expect(await running.process.kill("SIGTERM")).toEqual({ code: 0, signal: null });
    await events.waitForEnd();
  });

  test("serves metrics only on METRICS_PORT if it is set, without tenants in them", async () => {
    const port = await freePort();
    await using running = await startApiProcess(api, { env: { METRICS_PORT: String(port) } });
    await running.call("GET", `/v1/connections/${api.acme.connectionId}`, {
      cookie: api.acme.cookie,
    });
    expect((await running.call("GET", "/metrics")).status).toBe(404);
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(text).toContain('route="/v1/connections/:id"');
    expect(text).toMatch(/event_stream_clients 0/);
    expect(text).toMatch(/queue_jobs\{queue="sync",state="waiting"\} \d/);
    expect(text).not.toMatch(new RegExp(`${api.acme.id}|${api.acme.connectionId}|acme`, "i"));
  });
});

describe("/readyz", () => {
  test("answers 200 when the database and the queue answer", async () => {
    const answer = await api.call("GET", "/readyz");
    expect([answer.status, answer.body]).toEqual([200, { status: "ok", reasons: [] }]);
    expect((await api.call("GET", "/livez")).status).toBe(200);
  });

  test("names the reason if not ready: stopping, or a database that is down", async () => {
    await using stopping = await startTestApi({
      change: (deps) => ({ ...deps, isStopping: () => true }),
    });
    const answer = await stopping.call("GET", "/readyz");
    expect([answer.status, answer.body]).toMatchObject([503, { reasons: ["stopping"] }]);
    expect((await stopping.call("GET", "/livez")).status).toBe(200);

    await using cut = await startTestApi();
    await closeDoor(cut.database.ownerUrl, cut.database.name);
    await waitFor(async () => (await cut.call("GET", "/readyz")).status === 503, {
      what: "readiness to be denied",
    });
    const away = await cut.call("GET", "/readyz");
    expect(away.body).toMatchObject({
      reasons: ["the database is not reachable", "the queue is not reachable"],
    });
  });
});

/** Refuses new connections to the database, and ends the open connections. */
async function closeDoor(ownerUrl: string, name: string): Promise<void> {
  const url = new URL(ownerUrl);
  url.pathname = "/postgres";
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(`alter database "${name}" allow_connections false`);
  await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [
    name,
  ]);
  await client.end();
}
