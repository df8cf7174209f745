import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cookieOf, password, startTestApi, type TestApi } from "../testing/test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

async function asOwner(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: api.database.ownerUrl });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

const signIn = (email: string, given: string, headers = {}) =>
  api.call("POST", "/api/auth/sign-in/email", { body: { email, password: given }, headers });

describe("signing in", () => {
  test("sets an httpOnly cookie of this site, reveals no session secret, and gives access to the API", async () => {
    const answer = await signIn(api.acme.email.toUpperCase(), password);
    expect(answer.status).toBe(200);
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^churned\.session_token=/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).not.toMatch(/Secure/i);
    expect(Object.keys(answer.body as object)).toEqual(["user"]);

    const me = await api.call("GET", "/v1/me", { cookie: cookieOf(answer) });
    expect(me.body).toEqual({
      user: { id: api.acme.userId, email: api.acme.email, name: "Customer" },
      role: "customer",
      tenants: [{ id: api.acme.id, name: "Acme" }],
    });
  });

  test("gives the same answer to a wrong password and to an unknown account", async () => {
    const [wrong, unknown] = [
      await signIn(api.globex.email, "not-the-password"),
      await signIn("nobody@globex.example", "not-the-password"),
    ];
    for (const answer of [wrong, unknown]) {
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ code: "UNAUTHENTICATED" });
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect((wrong.body as { detail: string }).detail).toBe(
      (unknown.body as { detail: string }).detail,
    );
  });

  test("is refused after ten wrong passwords, but not for other accounts", async () => {
    const email = "guessed@acme.example";
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => signIn(email, "not-the-password")),
    );
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(401), count(429)]).toEqual([10, 2]);
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(800);
    expect(refused?.body).toMatchObject({ code: "RATE_LIMITED", status: 429 });
    expect((await signIn(api.globex.email, password)).status).toBe(200);
  });

  test("with the right password does not count towards the limit", async () => {
    for (let i = 0; i < 12; i++)
      expect((await signIn(api.globex.email, password)).status).toBe(200);
  });

  test("leaves no mail address in the table of limits", async () => {
    const rows = await asOwner("select key from rate_limits");
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/@|acme|globex/);
  });
});

describe("a sign-in ends", () => {
  test("at once when the person signs out", async () => {
    const cookie = await api.signIn(api.globex.email);
    expect((await api.call("POST", "/api/auth/sign-out", { cookie })).status).toBe(200);
    expect((await api.call("GET", "/v1/me", { cookie })).status).toBe(401);
  });

  test("at once when the account's role or tenant is removed", async () => {
    const cookie = await api.signIn(api.globex.email);
    await asOwner("delete from memberships where user_id = $1", [api.globex.userId]);
    expect((await api.call("GET", "/v1/connections", { cookie })).status).toBe(403);
    await asOwner("insert into memberships (tenant_id, user_id) values ($1, $2)", [
      api.globex.id,
      api.globex.userId,
    ]);
    await asOwner("update users set role = 'operator' where id = $1", [api.globex.userId]);
    expect((await api.call("GET", "/v1/audit", { cookie })).status).toBe(200);
    await asOwner("update users set role = 'customer' where id = $1", [api.globex.userId]);
    expect((await api.call("GET", "/v1/audit", { cookie })).status).toBe(403);
  });

  test("when its time is over, and its row is deleted", async () => {
    const cookie = await api.signIn(api.globex.email);
    const [{ id } = {}] = await asOwner("select id from sessions order by id desc limit 1");
    await asOwner("update sessions set expires_at = now() where id = $1", [id]);
    expect((await api.call("GET", "/v1/me", { cookie })).status).toBe(401);
    expect(await asOwner("select id from sessions where id = $1", [id])).toEqual([]);
  });

  test("and a forged or altered cookie never starts one", async () => {
    const { cookie } = api.acme;
    for (const forged of [
      `${cookie.slice(0, -6)}AAAAAA`,
      "churned.session_token=a.b",
      cookie.split(".").slice(0, 2).join("."),
      // Another session's token with this session's signature.
      cookie.replace(/=\w+\./, "=another-token."),
    ])
      expect((await api.call("GET", "/v1/me", { cookie: forged })).status).toBe(401);
  });
});

describe("a link to set a password", () => {
  async function readLinks(): Promise<string[]> {
    const rows = await asOwner("select body from notifications order by id");
    return rows.flatMap(({ body }) => String(body).match(/\S+#token=\S+/g) ?? []);
  }

  test("reaches a new tenant's customer, works once, and is kept as a hash", async () => {
    const created = await api.call("POST", "/v1/tenants", {
      cookie: api.operator.cookie,
      body: { name: "Initech", customerEmail: "Peter@initech.example" },
    });
    expect(created.status).toBe(201);
    expect(Object.keys(created.body as object).toSorted()).toEqual(["connectionId", "id"]);
    const link = (await readLinks()).at(-1) ?? "";
    const token = new URL(link).hash.replace("#token=", "");
    expect(link).toMatch(/^http:\/\/localhost:3000\/set-password#token=[\w-]+$/);
    expect(JSON.stringify(await asOwner("select * from verifications"))).not.toContain(token);

    const body = { token, newPassword: "chosen-by-peter" };
    const short = await api.call("POST", "/api/auth/reset-password", {
      body: { token, newPassword: "short" },
    });
    expect(short.body).toMatchObject({ status: 422, errors: [{ path: "newPassword" }] });
    expect((await api.call("POST", "/api/auth/reset-password", { body })).status).toBe(200);
    expect((await api.call("POST", "/api/auth/reset-password", { body })).status).toBe(422);
    expect((await signIn("peter@initech.example", "chosen-by-peter")).status).toBe(200);
  });

  test("is promised in every answer, and sent only to existing accounts", async () => {
    const before = (await readLinks()).length;
    const ask = (email: string) =>
      api.call("POST", "/api/auth/request-password-reset", { body: { email } });
    const [unknown, known] = [await ask("nobody@acme.example"), await ask(api.acme.email)];
    expect(unknown.text).toBe(known.text);
    await expect.poll(async () => (await readLinks()).length).toBe(before + 1);
  });
});

test("requests for another person's link do not block that person's own, and cause few mails", async () => {
  await using trusting = await startTestApi({ env: { TRUST_PROXY: "true" } });
  const ask = async (from: string): Promise<number> => {
    const answer = await trusting.call("POST", "/api/auth/request-password-reset", {
      body: { email: trusting.acme.email },
      headers: { "x-forwarded-for": from },
    });
    return answer.status;
  };
  const client = new Client({ connectionString: trusting.database.ownerUrl });
  await client.connect();
  const countLinks = async (): Promise<number> =>
    (await client.query("select 1 from notifications where kind = 'password_link'")).rows.length;
  for (let n = 0; n < 5; n += 1) expect(await ask("192.0.2.1")).toBe(200);
  expect(await ask("192.0.2.1")).toBe(429);
  for (let n = 0; n < 15; n += 1) expect(await ask(`192.0.2.${n + 2}`)).toBe(200);
  await expect.poll(countLinks).toBe(20);
  // Beyond the limit, no mail is sent. The answer does not show this.
  expect(await ask("192.0.2.99")).toBe(200);
  await trusting.call("POST", "/api/auth/request-password-reset", {
    body: { email: trusting.globex.email },
  });
  await expect.poll(countLinks).toBe(21);
  await client.end();
});

describe("better-auth's own routes", () => {
  test("are not reachable, except those we use", async () => {
    const calls = [
      ["POST", "/api/auth/sign-up/email"],
      ["POST", "/api/auth/update-user"],
      ["POST", "/api/auth/change-password"],
      ["POST", "/api/auth/delete-user"],
      ["GET", "/api/auth/list-sessions"],
      ["GET", "/api/auth/reset-password/x"],
      ["GET", "/api/auth/error"],
      ["GET", "/api/auth/ok"],
    ] as const;
    for (const [method, path] of calls) {
      const answer = await api.call(method, path, {
        cookie: api.acme.cookie,
        ...(method === "POST" ? { body: { role: "operator", name: "x" } } : {}),
      });
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.body).toMatchObject({ code: "NOT_FOUND" });
    }
  });
});
