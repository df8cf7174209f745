import { createPlanhatClient } from "@churned/planhat-client";
import { describe, expect, it } from "vitest";
import { createSandbox } from "./index.ts";
import type { Fault } from "./index.ts";
import { ask } from "./testing/ask.ts";

async function start(fault: Fault) {
  const sandbox = await createSandbox({ limits: { maxCalls: 100_000 } });
  const { token, accountId } = sandbox.createAccount({ name: "a", view: "all" });
  sandbox.setFaults([fault]);
  return { sandbox, token, accountId };
}

async function readAllIds(fault: Fault): Promise<string[]> {
  const { sandbox, token } = await start(fault);
  await using _ = sandbox;
  const ids: string[] = [];
  for (let offset = 0; offset < 400; offset += 50)
    ids.push(...(await ask(sandbox, token, `/licenses?limit=50&offset=${offset}&sort=_id`)).ids);
  return ids;
}

describe("the kinds of faults", () => {
  it.each(["x-rate-limit", "x-ratelimit", "ratelimit"] as const)(
    "throttle with %s headers, with and without Retry-After, which the client understands",
    async (rateHeaders) => {
      const { sandbox, token } = await start({ kind: "throttled", rateHeaders });
      await using _ = sandbox;
      const plain = await ask(sandbox, token, "/users");
      expect([plain.status, plain.headers.get(`${rateHeaders}-remaining`)]).toEqual([429, "0"]);
      expect(plain.headers.get("retry-after")).toBeNull();
      sandbox.setFaults([{ kind: "throttled", retryAfterSeconds: 7 }]);
      const client = createPlanhatClient({ baseUrl: sandbox.baseUrl(), token, retries: 0 });
      await expect(client.probe("user")).rejects.toMatchObject({
        kind: "throttled",
        retryAfterMs: 7_000,
      });
    },
  );

  it("shift pages: rows come twice or never, the same rows on every run", async () => {
    const twice = await readAllIds({ kind: "duplicated_rows", rows: 3, share: 0.6 });
    expect(new Set(twice).size).toBeLessThan(twice.length);
    expect(await readAllIds({ kind: "duplicated_rows", rows: 3, share: 0.6 })).toEqual(twice);
    const missing = await readAllIds({ kind: "missing_rows", rows: 2 });
    expect(new Set(missing).size).toBe(398);
  });

  it("never return a short page", async () => {
    const { sandbox, token } = await start({ kind: "endless_pages" });
    await using _ = sandbox;
    const { ids } = await ask(sandbox, token, "/licenses?limit=300&offset=300&sort=_id");
    expect([ids.length, new Set(ids).size]).toEqual([300, 300]);
    const beyond = await ask(sandbox, token, "/licenses?limit=50&offset=100000&sort=_id");
    expect(beyond.ids).toHaveLength(50);
  });

  it("return the rows of a page in another order each time, and none twice", async () => {
    const { sandbox, token } = await start({ kind: "shuffled_rows" });
    await using _ = sandbox;
    const read = async () => (await ask(sandbox, token, "/licenses?limit=50&sort=_id")).ids;
    const [first, second] = [await read(), await read()];
    expect(first).not.toEqual(second);
    expect(first.toSorted()).toEqual(second.toSorted());
    expect(first).not.toEqual(first.toSorted());
  });

  it("reject a token for only one model", async () => {
    const { sandbox, token } = await start({ kind: "status", status: 401, model: "license" });
    await using _ = sandbox;
    const client = createPlanhatClient({ baseUrl: sandbox.baseUrl(), token, retries: 0 });
    await expect(client.probe("license")).rejects.toMatchObject({ kind: "rejected" });
    expect((await ask(sandbox, token, "/users")).status).toBe(200);
  });

  it("change records while they are read", async () => {
    const { sandbox, token } = await start({ kind: "changing" });
    await using _ = sandbox;
    const path = "/companies?limit=100&sort=_id&select=updatedAt";
    const first = await ask(sandbox, token, path);
    const second = await ask(sandbox, token, path);
    expect(second.body).not.toEqual(first.body);
  });

  it("return a list that holds an error, for every request", async () => {
    const { sandbox, token } = await start({ kind: "error_list" });
    await using _ = sandbox;
    for (const path of ["/companies?limit=2", "/leancompanies"])
      expect(await ask(sandbox, token, path)).toMatchObject({
        status: 200,
        body: [{ error: "Not now" }],
      });
  });

  it("put U+0000 and lone surrogates into texts", async () => {
    const { sandbox, token } = await start({ kind: "odd_text" });
    await using _ = sandbox;
    const { body } = await ask(sandbox, token, "/companies?limit=2");
    expect(JSON.stringify(body)).toMatch(/\\u0000.*\\ud83d/);
  });

  it("put emoji into names where a cut would break them, and odd characters into mail addresses", async () => {
    const { sandbox, token } = await start({ kind: "odd_text" });
    await using _ = sandbox;
    const lean = await ask(sandbox, token, "/leancompanies");
    const [{ name }] = lean.body as [{ name: string }];
    expect(name.slice(0, 120)).not.toBe(name);
    expect(name).toContain("👩‍👩‍👧‍👦👩‍👩‍👧‍👦");
    const users = await ask(sandbox, token, "/users?limit=1&select=email");
    expect(JSON.stringify(users.body)).toMatch(/@[^"]*\\u0000\\ud83d/);
  });

  it("make single records hard to store, equally in lists and in single reads", async () => {
    const { sandbox, token } = await start({ kind: "long_ids" });
    await using _ = sandbox;
    const { ids } = await ask(sandbox, token, "/companies?limit=100&sort=_id");
    expect(ids.filter(({ length }) => length === 6_000).length).toBeGreaterThan(1);
    expect(ids).toEqual(ids.toSorted());
    expect((await ask(sandbox, token, "/companies?limit=50&offset=50&sort=_id")).ids).toEqual(
      ids.slice(50),
    );
    sandbox.setFaults([{ kind: "large_records", rows: 1, bytes: 5_000 }]);
    const sizeOf = async (path: string) =>
      JSON.stringify((await ask(sandbox, token, path)).body).length;
    expect(await sizeOf("/companies?limit=1&sort=_id")).toBeGreaterThan(5_000);
    expect(await sizeOf("/companies?limit=1&sort=_id&select=_id")).toBeLessThan(100);
    expect(await sizeOf("/companies?limit=1&offset=1&sort=_id")).toBeLessThan(5_000);
  });

  it("send numbers that JavaScript rounds, and a byte order mark", async () => {
    const { sandbox, token } = await start({ kind: "big_numbers" });
    await using _ = sandbox;
    const read = async (): Promise<Uint8Array> => {
      const answer = await fetch(`${sandbox.baseUrl()}/companies?limit=1`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return await answer.bytes();
    };
    expect(new TextDecoder().decode(await read())).toMatch(
      /"Exact":9007199254740993,"Vast":1e400,/,
    );
    sandbox.setFaults([{ kind: "bom" }]);
    expect([...(await read()).subarray(0, 4)]).toEqual([0xef, 0xbb, 0xbf, 0x5b]);
  });

  it("send a page of 20 MB that is still a list", async () => {
    const { sandbox, token } = await start({ kind: "large" });
    await using _ = sandbox;
    const client = createPlanhatClient({ baseUrl: sandbox.baseUrl(), token });
    const bytes = await client.pageBytes("user", { offset: 0, limit: 100 });
    expect(bytes.length).toBeGreaterThan(19_900_000);
  });

  it("shift the times of the header and the records by an hour", async () => {
    const { sandbox, token } = await start({ kind: "clock_skew" });
    await using _ = sandbox;
    const skewed = await ask(sandbox, token, "/users?limit=1");
    sandbox.clearFaults();
    const right = await ask(sandbox, token, "/users?limit=1");
    const read = ({ body }: typeof right) =>
      Date.parse((body as [{ updatedAt: string }])[0].updatedAt);
    expect(read(skewed) - read(right)).toBe(3_600_000);
    const date = Date.parse(skewed.headers.get("date") ?? "");
    expect(date - Date.now()).toBeGreaterThan(3_500_000);
  });

  it("answer 404 if the permission is missing, and change no other answer", async () => {
    const { sandbox, token, accountId } = await start({ kind: "not_found" });
    await using _ = sandbox;
    sandbox.setView(accountId, ["company"]);
    expect((await ask(sandbox, token, "/users")).status).toBe(404);
    expect((await ask(sandbox, token, "/companies")).status).toBe(200);
  });

  it.each([
    [403, "code", "blocked"],
    [403, "page", "blocked"],
    [403, "json", "blocked"],
    [403, "empty", "forbidden"],
    [401, "page", "blocked"],
    [401, "empty", "rejected"],
  ] as const)(
    "refuse with %i like a firewall (%s), which the client does not take for Planhat's refusal",
    async (status, shape, kind) => {
      const { sandbox, token } = await start({ kind: "firewall", status, shape });
      await using _ = sandbox;
      const client = createPlanhatClient({ baseUrl: sandbox.baseUrl(), token, retries: 0 });
      await expect(client.probe("user")).rejects.toMatchObject({
        kind,
        reason: kind === "blocked" ? undefined : "unrecognised",
      });
    },
  );

  it("move a region: the old host accepts no token, the new one does", async () => {
    const { sandbox, token } = await start({ kind: "moved", host: "api", to: "api-us2" });
    await using _ = sandbox;
    expect((await ask(sandbox, token, "/users")).status).toBe(401);
    expect((await ask(sandbox, token, "/users", "api-us2")).status).toBe(200);
  });

  it("can be set and ended on their screen", async () => {
    const { sandbox, token } = await start({ kind: "html", model: "task" });
    await using _ = sandbox;
    const page = await fetch(`${sandbox.url}/faults`, {
      method: "POST",
      body: new URLSearchParams({
        kind: "status",
        status: "504",
        model: "user",
        share: "",
        to: "",
      }),
    });
    expect(await page.text()).toContain("504");
    expect((await ask(sandbox, token, "/users")).status).toBe(504);
    await fetch(`${sandbox.url}/faults/1/remove`, { method: "POST" });
    expect(sandbox.listFaults()).toEqual([{ kind: "html", model: "task" }]);
    await fetch(`${sandbox.url}/faults/clear`, { method: "POST" });
    expect(sandbox.listFaults()).toEqual([]);
  });
});
