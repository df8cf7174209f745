import { createPasswordLink } from "@churned/services/tenant";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeServiceContext } from "../service-context.ts";
import { cookieOf, password, startTestApi, type TestApi } from "../testing/test-api.ts";

let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startTestApi({ env: { TRUST_PROXY: "true" } });
  owner = new Client({ connectionString: api.database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await api[Symbol.asyncDispose]();
});

const signIn = (email: string, given: string, cookie?: string) =>
  api.call("POST", "/api/auth/sign-in/email", {
    body: { email, password: given },
    headers: { "x-forwarded-for": "192.0.2.1" },
    ...(cookie === undefined ? {} : { cookie }),
  });

async function setPassword(userId: string, newPassword: string): Promise<void> {
  const ctx = makeServiceContext(api.deps, { actor: { kind: "system", name: "test" } });
  const token = (await createPasswordLink(ctx, { userId })).split("#token=")[1];
  const answer = await api.call("POST", "/api/auth/reset-password", {
    body: { token, newPassword },
  });
  expect(answer.status).toBe(200);
}

const countSessions = async (userId: string): Promise<number> => {
  const { rows } = await owner.query<{ count: number }>(
    "select count(*)::integer as count from sessions where user_id = $1",
    [userId],
  );
  return rows[0]?.count ?? NaN;
};

/** Whether a statement of the API waits for a lock. */
const isWaiting = async (): Promise<boolean> => {
  const { rows } = await owner.query(
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  return rows.length > 0;
};

test("a sign-in whose password was compared before the password changed has no session after it", async () => {
  const { email, userId } = api.acme;
  // The insert of the session waits for this lock. So the password changes after the comparison, and before the insert.
  await owner.query("begin");
  await owner.query("select from users where id = $1 for update", [userId]);
  const underWay = signIn(email, password);
  await expect.poll(isWaiting).toBe(true);
  await owner.query("delete from sessions where user_id = $1", [userId]);
  await owner.query("update accounts set password = 'another hash' where user_id = $1", [userId]);
  await owner.query("commit");
  const answer = await underWay;
  expect([answer.status, answer.body]).toMatchObject([401, { code: "UNAUTHENTICATED" }]);
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(await countSessions(userId)).toBe(0);
});

test("no sign-in with the old password survives the link that sets a new one", async () => {
  const { email, userId } = api.acme;
  await setPassword(userId, "the-first-choice-of-acme-71");
  let old = "the-first-choice-of-acme-71";
  for (const next of ["the-second-choice-of-acme-72", "the-third-choice-of-acme-73"]) {
    const attempts = Array.from({ length: 6 }, () => signIn(email, old));
    await setPassword(userId, next);
    const answers = await Promise.all(attempts);
    for (const answer of answers.filter(({ status }) => status === 200))
      expect((await api.call("GET", "/v1/me", { cookie: cookieOf(answer) })).status).toBe(401);
    expect(await countSessions(userId)).toBe(0);
    old = next;
  }
});

test("a device that got known with an old password is not known after the password changed", async () => {
  const { email, userId } = api.globex;
  const device = cookieOf(await signIn(email, password))
    .split("; ")
    .find((cookie) => cookie.includes("churned-device"));
  await setPassword(userId, "the-owner-took-it-back-9x");
  const guess = async (cookie?: string) => (await signIn(email, "wrong-guess", cookie)).status;
  for (let n = 0; n < 10; n += 1) expect(await guess(device)).toBe(401);
  // A known device would have a limit of its own.
  expect(await guess()).toBe(429);
});
