import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiProcess, startApiProcess } from "../testing/api-process.ts";
import { readEvents } from "../testing/read-events.ts";
import { startTestApi, type TestApi } from "../testing/test-api.ts";

let api: TestApi;
let running: ApiProcess;
beforeAll(async () => {
  api = await startTestApi({ beatMs: 50 });
  running = await startApiProcess(api);
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

async function open(cookie: string) {
  const response = await fetch(`${running.url}/v1/events`, { headers: { cookie } });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const events = readEvents(response);
  await events.waitFor(": open");
  return events;
}

const addConnection = async (cookie: string): Promise<string> => {
  const answer = await api.call("POST", "/v1/connections", { cookie, body: { name: "One more" } });
  return (answer.body as { id: string }).id;
};

describe("the event stream", () => {
  test("requires a sign-in", async () => {
    expect((await running.call("GET", "/v1/events")).status).toBe(401);
  });

  test("opens no stream for a HEAD request, because no client would close it", async () => {
    const cookie = await api.signIn(api.globex.email);
    for (let n = 0; n < 41; n += 1)
      expect((await running.call("HEAD", "/v1/events", { cookie })).status).toBe(200);
    await using events = await open(cookie);
    await events.waitFor(": open");
  });

  test("sends changes of another process over HTTP to the people they concern", async () => {
    await using customer = await open(api.acme.cookie);
    await using operator = await open(api.operator.cookie);
    const ofGlobex = await addConnection(api.globex.cookie);
    const ofAcme = await addConnection(api.acme.cookie);
    await customer.waitFor(ofAcme);
    await operator.waitFor(ofAcme);
    expect(customer.heard()).toEqual([{ topic: "connection", id: ofAcme, connectionId: ofAcme }]);
    expect(operator.text()).toContain(ofGlobex);
  });

  test("ends at once with a sign-out in the same process", async () => {
    const cookie = await api.signIn(api.globex.email);
    await using events = await open(cookie);
    expect((await running.call("POST", "/api/auth/sign-out", { cookie })).status).toBe(200);
    await events.waitForEnd();
  });

  test("ends at the next heartbeat after a sign-out in another process", async () => {
    const cookie = await api.signIn(api.globex.email);
    const response = await api.request("/v1/events", { headers: { cookie } });
    await using events = readEvents(response);
    await events.waitFor("event: beat");
    expect(events.hasEnded()).toBe(false);
    await running.call("POST", "/api/auth/sign-out", { cookie });
    await events.waitForEnd();
  });

  test("ends at the next heartbeat after a sign-in expires, and not before", async () => {
    const cookie = await api.signIn(api.globex.email);
    await using events = readEvents(await api.request("/v1/events", { headers: { cookie } }));
    await events.waitForBeats(3);
    expect(events.hasEnded()).toBe(false);
    const owner = new Client({ connectionString: api.database.ownerUrl });
    await owner.connect();
    await owner.query(
      "update sessions set expires_at = now() where id = (select id from sessions order by created_at desc limit 1)",
    );
    await owner.end();
    await events.waitForEnd();
  });

  test("tells clients to read everything again if changes may have been missed", async () => {
    await using events = await open(api.acme.cookie);
    const owner = new Client({ connectionString: api.database.ownerUrl });
    await owner.connect();
    const { rowCount } = await owner.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'churned-changes' and datname = current_database()",
    );
    await owner.end();
    expect(rowCount).toBe(2);
    await events.waitFor("resync");
    const id = await addConnection(api.acme.cookie);
    await events.waitFor(id);
  });
});
