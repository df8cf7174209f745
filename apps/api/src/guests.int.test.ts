import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "pg";
import { readEvents } from "./testing/read-events.ts";
import { cookieOf, startTestApi, type TestApi } from "./testing/test-api.ts";

describe("a guest", () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ beatMs: 50 });
  });
  afterAll(async () => {
    await api[Symbol.asyncDispose]();
  });

  const at = (): string => `/v1/connections/${api.acme.connectionId}`;
  async function invite(email: string): Promise<{ id: string; secret: string }> {
    const { cookie } = api.acme;
    const made = await api.call("POST", `${at()}/invitations`, { cookie, body: { email } });
    expect(made.status).toBe(201);
    const { id, url } = made.body as { id: string; url: string };
    expect(new URL(url).pathname).toBe("/invited");
    return { id, secret: new URL(url).hash.slice(1) };
  }
  const exchange = (secret: string, cookie?: string) =>
    api.call("POST", "/v1/invitations/exchange", { body: { secret }, cookie });
  async function asOwner(text: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: api.database.ownerUrl });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  test("enters with the link's secret, which is stored nowhere, and may save and test", async () => {
    const { secret } = await invite("grace@acme.example");
    const answer = await exchange(secret);
    expect(answer.body).toMatchObject({
      connectionId: api.acme.connectionId,
      tenantName: "Acme",
      invitedBy: { email: api.acme.email },
    });
    const [header = ""] = answer.headers.getSetCookie();
    expect(header).toMatch(/HttpOnly/i);
    expect(header).toMatch(/SameSite=Strict/i);
    expect(header).not.toContain(secret);
    const cookie = cookieOf(answer);
    const saved = await api.call("PUT", `${at()}/token`, { cookie, body: { token: "a-guests" } });
    expect(saved.status).toBe(202);
    const rows = await asOwner(
      "select i::text as text from invitations i union all select a::text from audit a union all select t::text from timeline t",
    );
    expect(JSON.stringify(rows)).not.toContain(secret);
    const timeline = await api.call("GET", `${at()}/timeline`, { cookie: api.acme.cookie });
    expect(timeline.body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ kind: "token_saved", actor: "grace@acme.example" }),
      ]),
    });
  });

  test("has no access from the next call on after the invitation is withdrawn, and the stream ends", async () => {
    const { id, secret } = await invite("heidi@acme.example");
    const cookie = cookieOf(await exchange(secret));
    await using events = readEvents(await api.request("/v1/events", { headers: { cookie } }));
    expect((await api.call("GET", at(), { cookie })).status).toBe(200);
    const withdrawn = await api.call("POST", `/v1/invitations/${id}/withdraw`, {
      cookie: api.acme.cookie,
    });
    expect(withdrawn.body).toMatchObject({ state: "withdrawn" });
    expect((await api.call("GET", at(), { cookie })).status).toBe(401);
    await events.waitForEnd();
    expect((await exchange(secret)).status).toBe(404);
  });

  test("has no access after the inviting person was removed, even if the invitation is still open", async () => {
    const { secret } = await invite("olivia@acme.example");
    const cookie = cookieOf(await exchange(secret));
    const setRemoved = (time: string) =>
      asOwner(`update users set removed_at = ${time} where email = '${api.acme.email}'`);
    await setRemoved("now()");
    expect((await api.call("GET", at(), { cookie })).status).toBe(401);
    expect((await exchange(secret)).status).toBe(404);
    await setRemoved("null");
    expect((await api.call("GET", at(), { cookie })).status).toBe(200);
  });

  test("keeps the event stream until the invitation expires", async () => {
    const { id, secret } = await invite("niaj@acme.example");
    const cookie = cookieOf(await exchange(secret));
    await using events = readEvents(await api.request("/v1/events", { headers: { cookie } }));
    await events.waitForBeats(3);
    expect(events.hasEnded()).toBe(false);
    await asOwner(`update invitations set expires_at = now() where id = '${id}'`);
    await events.waitForEnd();
  });

  test("may only read the verdict once a token works, and has no access when the invitation expires", async () => {
    const { id, secret } = await invite("ivan@acme.example");
    const cookie = cookieOf(await exchange(secret));
    await asOwner(`update invitations set ending = 'used', ended_at = now() where id = '${id}'`);
    expect((await api.call("GET", at(), { cookie })).status).toBe(200);
    expect((await api.call("POST", `${at()}/checks`, { cookie })).status).toBe(401);
    await asOwner(
      `update invitations set ended_at = now() - interval '61 minutes' where id = '${id}'`,
    );
    expect((await api.call("GET", at(), { cookie })).status).toBe(401);
    await asOwner(
      `update invitations set ending = null, ended_at = null, expires_at = now() where id = '${id}'`,
    );
    expect((await api.call("GET", at(), { cookie })).status).toBe(401);
    expect((await exchange(secret)).status).toBe(404);
  });

  test("must sign out of another account first, and an invented cookie gives no access", async () => {
    const { secret } = await invite("judy@acme.example");
    expect((await exchange(secret, api.globex.cookie)).status).toBe(409);
    const cookie = cookieOf(await exchange(secret));
    const forged = cookie.replace(/=[^.]*/, `=${crypto.randomUUID()}`);
    expect((await api.call("GET", at(), { cookie: forged })).status).toBe(401);
  });

  test("receives events only about the connection and its checks", async () => {
    const { secret } = await invite("mallory@acme.example");
    const cookie = cookieOf(await exchange(secret));
    await using events = readEvents(await api.request("/v1/events", { headers: { cookie } }));
    const { cookie: customer } = api.acme;
    await api.call("POST", "/v1/connections", { cookie: customer, body: { name: "Second" } });
    await invite("olivia@acme.example");
    const saved = await api.call("PUT", `${at()}/token`, {
      cookie,
      body: { token: "another-guests" },
    });
    expect(saved.status).toBe(202);
    await events.waitFor(api.acme.connectionId);
    for (const event of events.heard())
      expect(event).toMatchObject({
        topic: expect.stringMatching(/^(connection|check)$/),
        connectionId: api.acme.connectionId,
      });
  });
});
