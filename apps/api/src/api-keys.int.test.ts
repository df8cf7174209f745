/** Tests API keys: how programs call the API, and how an operator ends a key. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "pg";
import { waitFor } from "@churned/testkit";
import { startApiProcess } from "./testing/api-process.ts";
import { readEvents } from "./testing/read-events.ts";
import { startTestApi, type TestApi } from "./testing/test-api.ts";

interface Made {
  readonly key: { readonly id: string };
  readonly secret: string;
}

let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startTestApi();
  owner = new Client({ connectionString: api.database.ownerUrl });
  await owner.connect();
  await owner.query("update connections set state = 'connected'");
});
afterAll(async () => {
  await owner.end();
  await api[Symbol.asyncDispose]();
});

async function make(body: object): Promise<Made> {
  const made = await api.call("POST", "/v1/api-keys", { cookie: api.operator.cookie, body });
  expect(made.status).toBe(201);
  return made.body as Made;
}
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const callWith = (secret: string, method: string, path: string, body?: unknown) =>
  api.call(method, path, { headers: bearer(secret), body });
const revoke = (id: string) =>
  api.call("POST", `/v1/api-keys/${id}/revoke`, { cookie: api.operator.cookie });

describe("an API key", () => {
  test("has the form that secret scanners find, and is stored as a hash only", async () => {
    const { secret } = await make({ name: "Scanned", scopes: ["read"] });
    expect(secret).toMatch(/^chk_[\da-f]{72}$/);
    const rows = (await owner.query("select to_jsonb(api_keys) from api_keys")).rows;
    expect(JSON.stringify(rows)).toContain("Scanned");
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(api.log()).not.toContain(secret);
    const list = await api.call("GET", "/v1/api-keys", { cookie: api.operator.cookie });
    expect(list.body).toMatchObject({ items: [{ name: "Scanned", state: "active" }] });
    expect(list.text).not.toContain(secret);
  });

  test("acts with its name in the history and the audit", async () => {
    const { secret } = await make({ name: "Nightly", scopes: ["write"] });
    const at = `/v1/connections/${api.acme.connectionId}`;
    const done = await callWith(secret, "POST", `${at}/pause`, { reason: "Maintenance." });
    expect(done.status).toBe(200);
    const as = { cookie: api.operator.cookie };
    const timeline = await api.call("GET", `${at}/timeline`, as);
    expect(timeline.body).toMatchObject({ items: [{ actor: "Nightly (API key)" }, {}] });
    const audit = await api.call("GET", "/v1/audit", as);
    const { items } = audit.body as { items: { action: string; actor: string }[] };
    expect(items).toContainEqual(
      expect.objectContaining({ action: "connection.pause", actor: "Nightly (API key)" }),
    );
    expect(items).toContainEqual(expect.objectContaining({ action: "api_key.create" }));
    const seen = await api.call("GET", `${at}/timeline`, { cookie: api.acme.cookie });
    expect(seen.body).toMatchObject({ items: [{ actor: "Nightly (API key) (Churned)" }, {}] });
  });

  test("is no person: it is in no list of people or operators", async () => {
    await make({ name: "Nobody", scopes: ["read"] });
    const as = { cookie: api.operator.cookie };
    for (const path of ["/v1/people", "/v1/operators"]) {
      const { status, text } = await api.call("GET", path, as);
      expect([path, status, text.includes("(API key)")]).toEqual([path, 200, false]);
    }
  });

  test("is refused together with a cookie, and if it is mistyped", async () => {
    const { secret } = await make({ name: "Mixed", scopes: ["read"] });
    const both = await api.call("GET", "/v1/connections", {
      cookie: api.operator.cookie,
      headers: bearer(secret),
    });
    expect([both.status, both.text]).toEqual([401, expect.stringContaining("not both")]);
    const last = secret.endsWith("0") ? "1" : "0";
    const mistyped = await callWith(`${secret.slice(0, -1)}${last}`, "GET", "/v1/connections");
    expect([mistyped.status, mistyped.text]).toEqual([401, expect.stringContaining("whole key")]);
  });

  test("needs no check of the origin, which protects cookies", async () => {
    const { secret } = await make({ name: "Foreign", scopes: ["write"] });
    const answer = await api.call("POST", `/v1/connections/${api.globex.connectionId}/pause`, {
      headers: { ...bearer(secret), origin: "https://elsewhere.example" },
      body: { reason: "Maintenance." },
    });
    expect(answer.status).toBe(200);
  });

  test("stores its last use at most once a minute", async () => {
    const { secret, key } = await make({ name: "Used", scopes: ["read"] });
    const read = async () =>
      (await owner.query("select last_used_at from api_keys where id = $1", [key.id])).rows;
    expect(await read()).toEqual([{ last_used_at: null }]);
    await callWith(secret, "GET", "/v1/connections");
    const first = await read();
    expect(first).not.toEqual([{ last_used_at: null }]);
    await callWith(secret, "GET", "/v1/connections");
    expect(await read()).toEqual(first);
  });

  test("is refused at once after its revocation, and its event stream ends", async () => {
    const { secret, key } = await make({ name: "Leaked", scopes: ["read"] });
    await using events = readEvents(await api.request("/v1/events", { headers: bearer(secret) }));
    await events.waitFor("open");
    expect((await revoke(key.id)).body).toMatchObject({ id: key.id, state: "revoked" });
    const answer = await callWith(secret, "GET", "/v1/connections");
    expect([answer.status, answer.body]).toMatchObject([401, { code: "UNAUTHENTICATED" }]);
    expect(answer.text).toContain("revoked");
    await events.waitForEnd();
  });

  test("loses its open download when it is revoked", async () => {
    const { secret, key } = await make({ name: "Export", scopes: ["export"] });
    await owner.query(
      `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq)
       select $1, $2, 'company', to_char(n, 'FM000000'), jsonb_build_object('notes', repeat('lorem ipsum ', 400)), '', n
       from generate_series(1, 20000) n`,
      [api.acme.id, api.acme.connectionId],
    );
    await using process = await startApiProcess(api);
    const path = `/v1/connections/${api.acme.connectionId}/export`;
    const file = await fetch(process.url + path, { headers: bearer(secret) });
    // The reader reads one part and then nothing, as a slow reader does.
    const reader = (file.body as ReadableStream<Uint8Array>).getReader();
    expect((await reader.read()).done).toBe(false);
    await revoke(key.id);
    const readAll = async () => {
      while (!(await reader.read()).done);
    };
    await waitFor(() => process.process.output().includes("The sign-in or the API key ended"), {
      what: "the download to be cut",
    });
    await expect(readAll()).rejects.toThrow("terminated");
  });

  test("is refused once it has expired", async () => {
    const { secret, key } = await make({ name: "Old", scopes: ["read"], expiresInDays: 1 });
    await owner.query("update api_keys set expires_at = now() where id = $1", [key.id]);
    expect((await callWith(secret, "GET", "/v1/connections")).status).toBe(401);
  });

  test("may open the event stream only with the scope read", async () => {
    const { secret } = await make({ name: "Writer", scopes: ["write"] });
    const answer = await callWith(secret, "GET", "/v1/events");
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining("scope read")]);
  });

  test("has a limit of calls of its own", async () => {
    const { secret, key } = await make({ name: "Busy", scopes: ["read"] });
    await callWith(secret, "GET", "/v1/connections");
    await owner.query("update rate_limits set points = 600 where key like 'apiKey:%'");
    const answer = await callWith(secret, "GET", "/v1/connections");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, expect.any(String)]);
    expect((await revoke(key.id)).status).toBe(200);
  });
});
