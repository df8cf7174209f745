import { createUser } from "@churned/services/tenant";
import { createAuth, setPassword } from "@churned/sign-in";
import { waitFor } from "@churned/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeServiceContext } from "./service-context.ts";
import { type ApiProcess, startApiProcess } from "./testing/api-process.ts";
import { readEvents } from "./testing/read-events.ts";
import { password, startTestApi, type TestApi } from "./testing/test-api.ts";

/** Longer than any wait of these tests, so that no beat can end a stream. */
const beatMs = 3_600_000;
const reason = "Left the company.";

let api: TestApi;
/** A second process: what one process changes must take effect in the other. */
let other: ApiProcess;
let owner: Client;
beforeAll(async () => {
  api = await startTestApi({ beatMs });
  other = await startApiProcess(api);
  owner = new Client({ connectionString: api.database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await other[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

let added = 0;
async function addPerson(of: { role: "operator" } | { role: "customer"; tenantId: string }) {
  const email = `person-${(added += 1)}@people.example`;
  const ctx = makeServiceContext(api.deps, { actor: { kind: "system", name: "test" } });
  const { id } = await createUser(ctx, { email, name: `Person ${added}`, ...of });
  const auth = createAuth({
    db: api.deps.db,
    secret: api.deps.env.AUTH_SECRET,
    appUrl: api.deps.env.appUrl,
    onError: () => undefined,
  });
  await setPassword(auth, id, password);
  return { id, email, name: `Person ${added}`, cookie: await api.signIn(email) };
}
const addCustomer = () => addPerson({ role: "customer", tenantId: api.acme.id });

const change = (
  how: "remove" | "lock" | "unlock" | "sign-out",
  id: string,
  cookie = api.operator.cookie,
) =>
  how === "remove"
    ? api.call("DELETE", `/v1/people/${id}`, { cookie, body: { reason } })
    : api.call("POST", `/v1/people/${id}/${how}`, { cookie, body: { reason } });
const meStatus = async (cookie: string) => (await api.call("GET", "/v1/me", { cookie })).status;
const signInStatus = async (email: string) =>
  (await api.call("POST", "/api/auth/sign-in/email", { body: { email, password } })).status;

describe("an operator", () => {
  test.each(["remove", "lock", "sign-out"] as const)(
    "ends every sign-in of a person with %s: calls answer 401, and streams of all processes end with a sign-out",
    async (how) => {
      const person = await addCustomer();
      const second = await api.signIn(person.email);
      const opened = [
        await fetch(`${other.url}/v1/events`, { headers: { cookie: person.cookie } }),
        await api.request("/v1/events", { headers: { cookie: second } }),
      ];
      await using ofOther = readEvents(opened[0] as Response);
      await using ofThis = readEvents(opened[1] as Response);
      await using ofColleague = readEvents(
        await api.request("/v1/events", { headers: { cookie: api.acme.cookie } }),
      );
      await Promise.all([ofOther, ofThis, ofColleague].map((one) => one.waitFor(": open")));
      expect((await change(how, person.id)).status).toBe(200);
      await Promise.all([ofOther.waitForEnd(), ofThis.waitForEnd()]);
      expect([ofOther.heard(), ofThis.heard()]).toEqual([["sign-out"], ["sign-out"]]);
      expect([await meStatus(person.cookie), await meStatus(second)]).toEqual([401, 401]);
      expect((await other.call("GET", "/v1/me", { cookie: person.cookie })).status).toBe(401);
      expect([ofColleague.hasEnded(), ofColleague.heard()]).toEqual([false, []]);
      const signsIn = { remove: 401, lock: 403, "sign-out": 200 }[how];
      expect(await signInStatus(person.email)).toBe(signsIn);
    },
  );

  test.each(["remove", "lock"] as const)(
    "blocks the API keys that an operator made with %s, and ends their streams",
    async (how) => {
      const maker = await addPerson({ role: "operator" });
      const made = await api.call("POST", "/v1/api-keys", {
        cookie: maker.cookie,
        body: { name: how, scopes: ["read"] },
      });
      const { key, secret } = made.body as { key: { id: string }; secret: string };
      const headers = { authorization: `Bearer ${secret}` };
      const callStatus = async () =>
        (await other.call("GET", "/v1/connections", { headers })).status;
      expect(await callStatus()).toBe(200);
      await using events = readEvents(await fetch(`${other.url}/v1/events`, { headers }));
      await events.waitFor(": open");
      expect((await change(how, maker.id)).status).toBe(200);
      expect(await callStatus()).toBe(401);
      await events.waitForEnd();
      const list = await api.call("GET", "/v1/api-keys", { cookie: api.operator.cookie });
      const { items } = list.body as { items: { id: string; state: string }[] };
      expect(items.find(({ id }) => id === key.id)?.state).toBe("blocked");
      const unlock = await change("unlock", maker.id);
      expect([unlock.status, await callStatus()]).toEqual(how === "lock" ? [200, 200] : [404, 401]);
    },
  );

  test("cuts the downloads of a person who is removed, in all processes", async () => {
    const person = await addCustomer();
    await owner.query(
      `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq)
       select $1, $2, 'company', to_char(n, 'FM000000'), jsonb_build_object('notes', repeat('lorem ipsum ', 400)), '', n
       from generate_series(1, 20000) n`,
      [api.acme.id, api.acme.connectionId],
    );
    const path = `/v1/connections/${api.acme.connectionId}/export`;
    const file = await fetch(other.url + path, { headers: { cookie: person.cookie } });
    // The reader reads one part and then nothing, as a slow reader does.
    const reader = (file.body as ReadableStream<Uint8Array>).getReader();
    expect((await reader.read()).done).toBe(false);
    await change("remove", person.id);
    await waitFor(() => other.process.output().includes("The sign-in or the API key ended."), {
      what: "the download to be cut",
    });
    const readAll = async () => {
      while (!(await reader.read()).done);
    };
    await expect(readAll()).rejects.toThrow("terminated");
  });

  test("locks an account until it is unlocked, and refuses a sign-in that began before the lock", async () => {
    const person = await addCustomer();
    const { rows } = await owner.query<{ token: string }>(
      "select token from sessions where user_id = $1",
      [person.id],
    );
    await change("lock", person.id);
    await owner.query(
      "insert into sessions (user_id, token, expires_at) values ($1, $2, now() + interval '1 day')",
      [person.id, rows[0]?.token],
    );
    expect(await meStatus(person.cookie)).toBe(401);
    const { body } = await api.call("GET", `/v1/people?q=${person.email}`, {
      cookie: api.operator.cookie,
    });
    expect(body).toMatchObject({ items: [{ id: person.id, lockedAt: expect.any(String) }] });
    expect((await change("unlock", person.id)).body).toMatchObject({ lockedAt: null, signIns: 0 });
    expect(await meStatus(person.cookie)).toBe(401);
    expect(await signInStatus(person.email)).toBe(200);
  });

  test("removes a person whose name stays in the history and whose address can be used again", async () => {
    const person = await addPerson({ role: "customer", tenantId: api.globex.id });
    const at = `/v1/connections/${api.globex.connectionId}`;
    const invited = await api.call("POST", `${at}/invitations`, {
      cookie: person.cookie,
      body: { email: "private@elsewhere.example" },
    });
    const { id: invitationId } = invited.body as { id: string };
    await api.call("POST", "/api/auth/request-password-reset", { body: { email: person.email } });
    await waitFor(
      async () =>
        (await owner.query("select from notifications where recipient = $1", [person.email]))
          .rowCount === 1,
      { what: "the mail with the link" },
    );
    expect((await change("remove", person.id)).body).toEqual({ id: person.id });

    const cookie = api.operator.cookie;
    const timeline = await api.call("GET", `${at}/timeline`, { cookie });
    expect(timeline.body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ kind: "invitation_created", actor: person.name }),
        expect.objectContaining({ kind: "invitation_withdrawn" }),
      ]),
    });
    const audit = await api.call("GET", "/v1/audit", { cookie });
    expect(audit.body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ action: "invitation.create", actor: person.name }),
        expect.objectContaining({ action: "user.remove", subjectId: person.id, reason }),
      ]),
    });
    const invitations = await api.call("GET", `${at}/invitations`, { cookie });
    expect(invitations.body).toMatchObject({ items: [{ id: invitationId, state: "withdrawn" }] });
    const mails = await owner.query("select state from notifications where recipient = $1", [
      person.email,
    ]);
    expect(mails.rows).toEqual([{ state: "skipped" }]);
    for (const [table, column] of [
      ["sessions", "user_id"],
      ["accounts", "user_id"],
      ["verifications", "value"],
      ["memberships", "user_id"],
    ])
      expect([
        table,
        (await owner.query(`select from ${table} where ${column}::text = $1`, [person.id]))
          .rowCount,
      ]).toEqual([table, 0]);
    const ctx = makeServiceContext(api.deps, { actor: { kind: "system", name: "test" } });
    await expect(
      createUser(ctx, { email: person.email, role: "operator" }).then(({ id }) => id),
    ).resolves.not.toBe(person.id);
    expect((await change("remove", person.id)).status).toBe(404);
  });
});

describe("the last operator", () => {
  test("cannot be removed or locked, also if two operators remove each other at the same time", async () => {
    await owner.query("update users set removed_at = now() where role = 'operator' and id <> $1", [
      api.operator.userId,
    ]);
    for (const how of ["remove", "lock"] as const)
      expect((await change(how, api.operator.userId)).body).toMatchObject({
        code: "CONFLICT",
        detail: expect.stringContaining("last operator"),
      });
    for (let n = 0; n < 5; n += 1) {
      const rival = await addPerson({ role: "operator" });
      const locked = await addPerson({ role: "operator" });
      await change("lock", locked.id);
      const answers = await Promise.all([
        change("remove", rival.id),
        change("lock", api.operator.userId, rival.cookie),
      ]);
      const statuses = answers.map(({ status }) => status);
      expect(statuses).toContain(200);
      const { rows } = await owner.query(
        "select id from users where role = 'operator' and removed_at is null and locked_at is null",
      );
      expect(rows).toHaveLength(1);
      await owner.query("update users set locked_at = null where id = $1", [api.operator.userId]);
      await owner.query(
        "update users set removed_at = now() where role = 'operator' and id <> $1",
        [api.operator.userId],
      );
      if ((await meStatus(api.operator.cookie)) === 401) {
        const cookie = await api.signIn("operator@churned.example");
        Object.assign(api.operator, { cookie });
      }
    }
  });
});

describe("a role", () => {
  test("that changes holds at the next call", async () => {
    const person = await addCustomer();
    const list = () => api.call("GET", "/v1/people", { cookie: person.cookie });
    expect((await list()).status).toBe(403);
    await owner.query("update users set role = 'operator' where id = $1", [person.id]);
    expect((await list()).status).toBe(200);
    await owner.query("update users set role = 'customer' where id = $1", [person.id]);
    expect((await list()).status).toBe(403);
  });
});
