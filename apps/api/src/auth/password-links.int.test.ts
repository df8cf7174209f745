import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordMailIntervalMs } from "@churned/domain/sign-in";
import { password, startTestApi, type TestApi } from "../testing/test-api.ts";

let api: TestApi;
let owner: Client;
/** The API's clock. It stands still unless a test moves it. */
const clock = { now: new Date() };

beforeAll(async () => {
  api = await startTestApi({
    env: { TRUST_PROXY: "true" },
    change: (deps) => ({ ...deps, now: () => clock.now }),
  });
  owner = new Client({ connectionString: api.database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await api[Symbol.asyncDispose]();
});

async function query(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return (await owner.query(text, values)).rows;
}

/** Moves the API's clock to the beginning of an interval in which nobody got a mail. */
function waitForInterval(): void {
  const current = Math.floor(clock.now.getTime() / passwordMailIntervalMs);
  clock.now = new Date((current + 2) * passwordMailIntervalMs);
}

const ask = (email: string, from = "192.0.2.1") =>
  api.call("POST", "/api/auth/request-password-reset", {
    body: { email },
    headers: { "x-forwarded-for": from },
  });
const choose = (token: string, newPassword: string) =>
  api.call("POST", "/api/auth/reset-password", { body: { token, newPassword } });
const signIn = (email: string, given: string) =>
  api.call("POST", "/api/auth/sign-in/email", { body: { email, password: given } });

interface LinkMail {
  readonly token: string;
  readonly sendAt: Date;
}

async function readLinks(email: string): Promise<LinkMail[]> {
  const rows = await query(
    "select body, next_attempt_at from notifications where kind = 'password_link' and recipient = $1 order by id",
    [email],
  );
  return rows.map((row) => ({
    token: /#token=(\S+)/.exec(String(row["body"]))?.[1] ?? "",
    sendAt: row["next_attempt_at"] as Date,
  }));
}

/** Asks for a link in an interval of its own, and returns the link's secret. */
async function getLink(email: string): Promise<string> {
  const before = (await readLinks(email)).length;
  waitForInterval();
  await ask(email);
  await expect.poll(async () => (await readLinks(email)).length).toBe(before + 1);
  return (await readLinks(email)).at(-1)?.token ?? "";
}

describe("a link to set a password", () => {
  test("reaches a new tenant's customer, works once, and is kept as a hash", async () => {
    const created = await api.call("POST", "/v1/tenants", {
      cookie: api.operator.cookie,
      body: { name: "Initech", customerEmail: "Peter@initech.example" },
    });
    expect(created.status).toBe(201);
    expect(Object.keys(created.body as object).toSorted()).toEqual(["connectionId", "id"]);
    const [{ token } = { token: "" }] = await readLinks("peter@initech.example");
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(JSON.stringify(await query("select * from verifications"))).not.toContain(token);

    const short = await choose(token, "short");
    expect(short.body).toMatchObject({ status: 422, errors: [{ path: "newPassword" }] });
    for (const easy of ["password1234", "peter-initech"]) {
      const refused = await choose(token, easy);
      expect(refused.body).toMatchObject({ status: 422, errors: [{ path: "newPassword" }] });
    }
    expect((await choose(token, "chosen-by-peter")).status).toBe(200);
    expect((await choose(token, "chosen-by-peter")).status).toBe(422);
    expect((await signIn("peter@initech.example", "chosen-by-peter")).status).toBe(200);
  });

  test("is promised in every answer, and sent only to existing accounts", async () => {
    waitForInterval();
    const [unknown, known] = [await ask("nobody@acme.example"), await ask(api.acme.email)];
    expect(unknown.text).toBe(known.text);
    await expect.poll(async () => (await readLinks(api.acme.email)).length).toBe(1);
    expect(await readLinks("nobody@acme.example")).toEqual([]);
  });

  test("ends, when one of them is used, every other link of the person, also one that was asked for later", async () => {
    const { email } = api.globex;
    const tokens = [await getLink(email), await getLink(email), await getLink(email)] as const;
    const others = await getLink(api.acme.email);
    expect((await choose(tokens[1], "chosen-by-the-owner")).status).toBe(200);
    expect((await choose(tokens[0], "chosen-by-a-thief")).status).toBe(422);
    expect((await choose(tokens[2], "chosen-by-a-thief")).status).toBe(422);
    expect((await signIn(email, "chosen-by-the-owner")).status).toBe(200);
    expect((await choose(others, password)).status).toBe(200);
  });

  test("sets one password when several links are used at the same time", async () => {
    const { email } = api.globex;
    const tokens = [await getLink(email), await getLink(email), await getLink(email)];
    const answers = await Promise.all(
      tokens.map((token, n) => choose(token, `chosen-by-link-${n}`)),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422, 422]);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect((await signIn(email, `chosen-by-link-${winner}`)).status).toBe(200);
  });

  test("works for a day", async () => {
    const token = await getLink(api.acme.email);
    clock.now = new Date(clock.now.getTime() + 24 * 60 * 60 * 1000);
    expect((await choose(token, "chosen-too-late")).status).toBe(422);
  });
});

describe("a password that was set with a link", () => {
  test("ends all sign-ins of the person and their event streams, and nobody else's", async () => {
    const { email } = api.acme;
    const token = await getLink(email);
    const [cookie, other] = [await api.signIn(email), await api.signIn("operator@churned.example")];
    const open = (of: string) => api.request("/v1/events", { headers: { cookie: of } });
    const [stream, othersStream] = [await open(cookie), await open(other)];
    expect((await choose(token, password)).status).toBe(200);
    // The stream ends without waiting for its next beat, which comes after 15 seconds.
    expect(await stream.text()).toContain("event: sign-out");
    expect((await api.call("GET", "/v1/me", { cookie })).status).toBe(401);
    expect((await api.call("GET", "/v1/me", { cookie: other })).status).toBe(200);
    await othersStream.body?.cancel();
  });

  test("is reported to the person in the person's language, in a mail without a secret", async () => {
    const { email, id } = api.acme;
    const readMails = () =>
      query(
        "select subject, body from notifications where kind = 'password_set' and recipient = $1 order by id",
        [email],
      );
    const before = (await readMails()).length;
    await query("update tenants set language = 'nl' where id = $1", [id]);
    expect((await choose(await getLink(email), password)).status).toBe(200);
    await query("update tenants set language = 'en' where id = $1", [id]);
    expect((await choose(await getLink(email), password)).status).toBe(200);
    const mails = (await readMails()).slice(before);
    expect(mails.map(({ subject }) => subject)).toEqual([
      "Je wachtwoord voor Churned Connect is ingesteld",
      "Your password for Churned Connect was set",
    ]);
    expect(JSON.stringify(mails)).not.toContain("token=");
  });
});

describe("many requests for another person's link", () => {
  const { email } = { email: "operator@churned.example" };

  test("cause about one mail in five minutes, and the person who asks gets a mail within that time", async () => {
    waitForInterval();
    clock.now = new Date(clock.now.getTime() + 60_000);
    for (let n = 0; n < 30; n += 1)
      expect((await ask(email, `192.0.2.${n + 10}`)).status).toBe(200);
    await expect.poll(async () => (await readLinks(email)).length).toBe(2);
    const asked = clock.now;
    expect((await ask(email, "198.51.100.7")).status).toBe(200);
    const links = await readLinks(email);
    // The second mail answers every request since the first one.
    const waits = links.map(({ sendAt }) => sendAt.getTime() - asked.getTime());
    expect(waits).toEqual([0, passwordMailIntervalMs - 60_000]);

    // The mail of the next interval was that second mail. So a request in the next interval is answered after it.
    clock.now = new Date(asked.getTime() + passwordMailIntervalMs);
    expect((await ask(email, "198.51.100.7")).status).toBe(200);
    await expect.poll(async () => (await readLinks(email)).length).toBe(3);
    expect((await readLinks(email)).at(-1)?.sendAt.getTime()).toBeLessThanOrEqual(
      clock.now.getTime() + passwordMailIntervalMs,
    );
    // Every mailed link works.
    expect((await choose(links[0]?.token ?? "", password)).status).toBe(200);
  });

  test("make simultaneous requests one mail", async () => {
    waitForInterval();
    const before = (await readLinks(email)).length;
    await Promise.all(Array.from({ length: 12 }, (_, n) => ask(email, `203.0.113.${n}`)));
    await expect.poll(async () => (await readLinks(email)).length).toBe(before + 2);
    const [{ count } = {}] = await query(
      "select count(*) from verifications v join users u on u.id::text = v.value where u.email = $1",
      [email],
    );
    // As many links as mails: the last test ended the earlier ones.
    expect(Number(count)).toBe(2);
  });

  test("and from one address are refused for a minute at most", async () => {
    const answers = [];
    for (let n = 0; n < 21; n += 1) answers.push(await ask(email, "203.0.113.200"));
    expect(answers.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 20 }, () => 200),
      429,
    ]);
    expect(Number(answers.at(-1)?.headers.get("retry-after"))).toBeLessThanOrEqual(60);
  });
});
