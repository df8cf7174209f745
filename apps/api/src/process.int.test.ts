import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { routes } from "@churned/domain/routes";
import type { QueueHealth } from "@churned/queue";
import { Client } from "pg";
import type { ApiDeps } from "./deps.ts";
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
    await using ready = await startTestApi({ change: withConsole });
    const answer = await ready.call("GET", "/readyz");
    expect([answer.status, answer.body]).toEqual([200, { status: "ok", reasons: [] }]);
    expect((await ready.call("GET", "/livez")).status).toBe(200);
  });

  test("says that the console is not built, or that the database has other migrations", async () => {
    await using bare = await startTestApi({
      change: (deps) => ({ ...deps, consoleFolder: "/nowhere" }),
    });
    expect((await bare.call("GET", "/readyz")).body).toEqual({
      status: "not ready",
      reasons: ["the console is not built"],
    });
    await using other = await startTestApi({ change: withConsole });
    const owner = new Client({ connectionString: other.database.ownerUrl });
    await owner.connect();
    await owner.query(
      "insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 1)",
    );
    const newer = await other.call("GET", "/readyz");
    expect([newer.status, newer.body]).toMatchObject([200, { status: "degraded" }]);
    await owner.query("delete from drizzle.__drizzle_migrations");
    const older = await other.call("GET", "/readyz");
    expect([older.status, older.body]).toEqual([
      503,
      {
        status: "not ready",
        reasons: ["the database is older than this code: run the migrations"],
      },
    ]);
    await owner.end();
  });

  test("stays ready without the queue, because a Save is stored, but not with a queue that is full", async () => {
    const withQueue = (health: QueueHealth) => (deps: ApiDeps) => ({
      ...withConsole(deps),
      hints: { ...deps.hints, inspect: () => Promise.resolve(health) },
    });
    await using away = await startTestApi({ change: withQueue({ state: "away", reason: "away" }) });
    const degraded = await away.call("GET", "/readyz");
    expect([degraded.status, degraded.body]).toEqual([
      200,
      { status: "degraded", reasons: ["away"] },
    ]);
    await using full = await startTestApi({ change: withQueue({ state: "full", reason: "full" }) });
    const refused = await full.call("GET", "/readyz");
    expect([refused.status, refused.body]).toEqual([
      503,
      { status: "not ready", reasons: ["full"] },
    ]);
  });

  test("every operation answers 503 with Retry-After while the database is away, and never 500", async () => {
    await using cut = await startTestApi();
    const { cookie, connectionId } = cut.acme;
    await closeDoor(cut.database.ownerUrl, cut.database.name);
    const answers: string[] = [];
    for (const [name, { method, path }] of Object.entries(routes)) {
      const answer = await cut.call(method, path.replace("{id}", connectionId), {
        cookie,
        ...(method === "GET" ? {} : { body: {} }),
      });
      if (answer.status >= 500)
        answers.push(`${answer.status} ${answer.headers.get("retry-after")}`);
      else if (![200, 422].includes(answer.status)) answers.push(`${name} ${answer.status}`);
    }
    const { status } = await cut.call("POST", "/api/auth/sign-in/email", {
      body: { email: cut.acme.email, password: "a-password-for-tests" },
    });
    expect(status).toBe(503);
    expect([...new Set(answers)]).toEqual(["503 5"]);
  });

  test("names the reason if not ready: stopping, or a database that is down", async () => {
    await using stopping = await startTestApi({
      change: (deps) => ({ ...deps, isStopping: () => true }),
    });
    const answer = await stopping.call("GET", "/readyz");
    expect([answer.status, answer.body]).toMatchObject([503, { reasons: ["stopping"] }]);
    expect((await stopping.call("GET", "/livez")).status).toBe(200);

    await using cut = await startTestApi({ change: withConsole });
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

/** A console that is built. */
function withConsole(deps: ApiDeps): ApiDeps {
  const consoleFolder = mkdtempSync(join(tmpdir(), "console-"));
  writeFileSync(join(consoleFolder, "index.html"), "<!doctype html>");
  return { ...deps, consoleFolder };
}

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
