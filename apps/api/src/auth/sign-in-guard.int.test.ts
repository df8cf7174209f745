import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRateLimits } from "../http/rate-limits.ts";
import {
  type Answer,
  cookieOf,
  password,
  startTestApi,
  type TestApi,
} from "../testing/test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ env: { TRUST_PROXY: "true" } });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const wrong = "not-the-password";

const signIn = (email: string, given: string, from: { address: string; cookie?: string }) =>
  api.call("POST", "/api/auth/sign-in/email", {
    body: { email, password: given },
    headers: { "x-forwarded-for": from.address },
    ...(from.cookie === undefined ? {} : { cookie: from.cookie }),
  });

/** The cookie that a person's own device keeps, also after the person signed out. */
async function getDevice(email: string): Promise<string> {
  const cookies = cookieOf(await signIn(email, password, { address: "198.51.100.1" })).split("; ");
  return cookies.find((cookie) => cookie.includes("churned-device")) ?? "";
}

const isRefusedFor = (answer: Answer): number => {
  expect([answer.status, answer.body]).toMatchObject([429, { code: "RATE_LIMITED" }]);
  return Number(answer.headers.get("retry-after"));
};

async function guess(times: number, email: string, address: string): Promise<void> {
  for (let n = 0; n < times; n += 1)
    expect((await signIn(email, wrong, { address })).status).toBe(401);
}

describe("after ten wrong passwords", () => {
  test("the right one is refused too at that address, but not elsewhere, and not for other accounts", async () => {
    const { email } = api.acme;
    const address = "192.0.2.10";
    await guess(10, email, address);
    expect(isRefusedFor(await signIn(email, password, { address }))).toBeGreaterThan(800);
    // The case of an address and the form of a network address make no other account or caller.
    expect(
      isRefusedFor(await signIn(email.toUpperCase(), wrong, { address: "::ffff:192.0.2.10" })),
    ).toBeGreaterThan(800);
    expect((await signIn(email, password, { address: "192.0.2.11" })).status).toBe(200);
    expect((await signIn(api.globex.email, password, { address })).status).toBe(200);
  });

  test("the right one is accepted on a device on which the person signed in before", async () => {
    const { email } = api.globex;
    const from = { address: "192.0.2.20", cookie: await getDevice(email) };
    await guess(10, email, from.address);
    expect((await signIn(email, password, from)).status).toBe(200);
    const { address } = from;
    isRefusedFor(await signIn(email, password, { address }));
    const othersDevice = await getDevice(api.acme.email);
    isRefusedFor(await signIn(email, password, { address, cookie: othersDevice }));
    const forged = from.cookie.replace(/=[^.]+\./, "=another-device.");
    isRefusedFor(await signIn(email, password, { address, cookie: forged }));
  });

  test("on such a device, this device is refused, and the address is not", async () => {
    const { email } = api.acme;
    const from = { address: "192.0.2.30", cookie: await getDevice(email) };
    for (let n = 0; n < 10; n += 1) expect((await signIn(email, wrong, from)).status).toBe(401);
    isRefusedFor(await signIn(email, password, from));
    expect((await signIn(email, password, { address: from.address })).status).toBe(200);
  });
});

test("a right password is not counted", async () => {
  for (let n = 0; n < 12; n += 1)
    expect((await signIn(api.globex.email, password, { address: "192.0.2.40" })).status).toBe(200);
});

test("a person who asks not to be remembered leaves no device", async () => {
  const answer = await api.call("POST", "/api/auth/sign-in/email", {
    body: { email: api.acme.email, password, rememberMe: false },
  });
  expect(answer.status).toBe(200);
  expect(cookieOf(answer)).not.toContain("churned-device");
});

test("a thousand wrong passwords from many addresses stop new devices for a day, but not known devices", async () => {
  const { email } = api.acme;
  const cookie = await getDevice(email);
  const limits = createRateLimits(api.deps.db.pool);
  const counts = await Promise.allSettled(
    Array.from({ length: 1_000 }, () => limits.count("signInAccount", email)),
  );
  // A few wrong passwords of the tests above count too.
  expect(counts.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(950);
  expect(isRefusedFor(await signIn(email, password, { address: "192.0.2.50" }))).toBeGreaterThan(
    23 * 60 * 60,
  );
  expect((await signIn(email, password, { address: "192.0.2.50", cookie })).status).toBe(200);
  expect((await signIn(api.globex.email, password, { address: "192.0.2.50" })).status).toBe(200);

  // The mailbox makes a new device known too, so nobody is locked out.
  await api.call("POST", "/api/auth/request-password-reset", { body: { email } });
  const owner = new Client({ connectionString: api.database.ownerUrl });
  await owner.connect();
  const readLink = async (): Promise<string | undefined> => {
    const { rows } = await owner.query<{ body: string }>("select body from notifications");
    return rows.flatMap(({ body }) => /#token=(\S+)/.exec(body)?.[1] ?? [])[0];
  };
  await expect.poll(readLink).toBeDefined();
  const answer = await api.call("POST", "/api/auth/reset-password", {
    body: { token: await readLink(), newPassword: "a-new-password-for-tests" },
  });
  expect(answer.status).toBe(200);
  const given = { address: "192.0.2.51", cookie: cookieOf(answer) };
  expect((await signIn(email, "a-new-password-for-tests", given)).status).toBe(200);
  await owner.end();
});

test("of very many simultaneous guesses few are compared, and a person elsewhere is not refused", async () => {
  const { email } = api.globex;
  const guesses = Array.from({ length: 200 }, (_, n) =>
    signIn(`guessed-${n}@globex.example`, wrong, { address: "192.0.2.60" }),
  );
  expect((await signIn(email, password, { address: "192.0.2.61" })).status).toBe(200);
  const answers = await Promise.all(guesses);
  const count = (status: number) => answers.filter((answer) => answer.status === status).length;
  expect(count(401) + count(429)).toBe(200);
  expect(count(401)).toBeGreaterThan(0);
  expect(count(401)).toBeLessThanOrEqual(20);
  const refused = answers.filter(({ status }) => status === 429);
  expect(new Set(refused.map(isRefusedFor))).toEqual(new Set([5]));
  // A refused guess was not compared, so it is not counted.
  const left = 100 - count(401);
  const limits = createRateLimits(api.deps.db.pool);
  for (let n = 0; n < left; n += 1) await limits.count("signInAddress", "192.0.2.60");
  await expect(limits.count("signInAddress", "192.0.2.60")).rejects.toThrow("signInAddress");
});

test("one customer who signs in very often on known devices does not stop the sign-in of others", async () => {
  const { email } = api.globex;
  const devices = [await getDevice(email), await getDevice(email)];
  const over = new AbortController();
  const statuses = new Set<number>();
  const flood = Array.from({ length: 60 }, async (_, n) => {
    while (!over.signal.aborted) {
      const from = { address: "192.0.2.70", cookie: devices[n % 2] ?? "" };
      statuses.add((await signIn(email, password, from)).status);
    }
  });
  await expect.poll(() => statuses.has(429)).toBe(true);
  const operator = "operator@churned.example";
  const answers = [];
  for (let n = 0; n < 3; n += 1)
    answers.push((await signIn(operator, password, { address: `192.0.2.${71 + n}` })).status);
  over.abort();
  await Promise.all(flood);
  expect(answers).toEqual([200, 200, 200]);
  expect(statuses).toEqual(new Set([200, 429]));
});
