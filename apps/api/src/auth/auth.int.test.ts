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
    const [device, session, ...others] = answer.headers.getSetCookie();
    expect(session).toMatch(/^churned\.session_token=/);
    expect(session).toMatch(/SameSite=Lax/i);
    expect(device).toMatch(/^churned-device-[0-9a-f]{12}=[\w-]+\.[^;]+; .*Path=\/api\/auth;/);
    expect(device).toMatch(/SameSite=Strict/i);
    for (const cookie of [device, session]) {
      expect(cookie).toMatch(/HttpOnly/i);
      expect(cookie).not.toMatch(/Secure/i);
    }
    expect(others).toEqual([]);
    expect(Object.keys(answer.body as object)).toEqual(["user"]);

    const me = await api.call("GET", "/v1/me", { cookie: cookieOf(answer) });
    expect(me.body).toEqual({
      user: { id: api.acme.userId, email: api.acme.email, name: "Customer" },
      role: "customer",
      tenants: [{ id: api.acme.id, name: "Acme" }],
    });
  });

  test("accepts no changed cookie, also after the real cookie was accepted", async () => {
    const cookie = cookieOf(await signIn(api.globex.email, password));
    const read = async (sent: string) => (await api.call("GET", "/v1/me", { cookie: sent })).status;
    expect([await read(cookie), await read(cookie)]).toEqual([200, 200]);
    const [, token = "", signature = ""] = /session_token=([^.;]+)\.([^;]+)/.exec(cookie) ?? [];
    const other = cookieOf(await signIn(api.acme.email, password));
    const [, otherToken = ""] = /session_token=([^.;]+)\./.exec(other) ?? [];
    for (const forged of [
      cookie.replace(token, otherToken),
      cookie.replace(signature, `${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`),
      cookie.replace(`.${signature}`, ""),
    ]) {
      expect(forged).not.toBe(cookie);
      expect(await read(forged)).toBe(401);
    }
    expect(await read(cookie)).toBe(200);
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
    expect((await api.call("GET", "/v1/incidents", { cookie })).status).toBe(200);
    await asOwner("update users set role = 'customer' where id = $1", [api.globex.userId]);
    expect((await api.call("GET", "/v1/incidents", { cookie })).status).toBe(403);
  });

  async function signInNewly() {
    const cookie = await api.signIn(api.globex.email);
    const [{ id } = {}] = await asOwner("select id from sessions order by id desc limit 1");
    const getMe = async () => (await api.call("GET", "/v1/me", { cookie })).status;
    return { id, getMe };
  }

  test("when its time is over, however much the person does", async () => {
    const { id, getMe } = await signInNewly();
    const [row] = await asOwner(
      "select extract(epoch from expires_at - created_at)::int as seconds from sessions where id = $1",
      [id],
    );
    expect(row).toEqual({ seconds: 7 * 24 * 60 * 60 });
    expect(await getMe()).toBe(200);
    await asOwner("update sessions set expires_at = now() where id = $1", [id]);
    expect(await getMe()).toBe(401);
  });

  test("when nobody used it for a day, and each call begins this day anew", async () => {
    const { id, getMe } = await signInNewly();
    const setLastUse = (ago: string) =>
      asOwner("update sessions set last_used_at = now() - $2::interval where id = $1", [id, ago]);
    const wasUsedNow = async () =>
      (
        await asOwner(
          "select last_used_at > now() - interval '30 seconds' as now from sessions where id = $1",
          [id],
        )
      )[0]?.["now"];
    await setLastUse("23 hours 59 minutes");
    expect([await getMe(), await wasUsedNow()]).toEqual([200, true]);
    // A use a short time after another one writes nothing.
    await setLastUse("4 minutes");
    expect([await getMe(), await wasUsedNow()]).toEqual([200, false]);
    await setLastUse("24 hours");
    expect([await getMe(), await wasUsedNow()]).toEqual([401, false]);
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

describe("better-auth's own routes", () => {
  test("are not reachable, except those we use", async () => {
    const calls = [
      ["POST", "/api/auth/sign-up/email"],
      ["POST", "/api/auth/update-user"],
      ["POST", "/api/auth/change-password"],
      ["POST", "/api/auth/delete-user"],
      ["GET", "/api/auth/list-sessions"],
      ["GET", "/api/auth/get-session"],
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
