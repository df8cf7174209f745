import { describe, expect, it } from "vitest";
import { createSandbox } from "./index.ts";
import type { Fault, Sandbox } from "./index.ts";
import { ask } from "./testing/ask.ts";

const manyCalls = { maxCalls: 100_000 };

async function send(sandbox: Sandbox, method: string, path: string, body?: unknown) {
  const response = await fetch(`${sandbox.url}/_admin${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

describe("limits", () => {
  it("give every call a minimum duration, also refusals", async () => {
    await using sandbox = await createSandbox({ limits: { latencyMs: 80 } });
    const { token } = sandbox.createAccount({ name: "a", view: ["company"] });
    for (const path of ["/companies?limit=1", "/users"]) {
      const startedAt = performance.now();
      await ask(sandbox, token, path);
      expect(performance.now() - startedAt).toBeGreaterThan(75);
    }
    await send(sandbox, "PUT", "/limits", { latencyMs: 0 });
    const startedAt = performance.now();
    await ask(sandbox, token, "/companies?limit=1");
    expect(performance.now() - startedAt).toBeLessThan(75);
  });

  it("allow 200 calls of a token in any 60 s, and the call counts show who kept to the limit", async () => {
    let nowMs = 0;
    await using sandbox = await createSandbox({ clock: () => nowMs });
    const kept = sandbox.createAccount({ name: "keeps to it", view: "all" });
    const greedy = sandbox.createAccount({ name: "does not", view: "all" });
    for (let call = 0; call < 300; call += 1) {
      nowMs += 400;
      await ask(sandbox, kept.token, "/users?limit=1");
      if (call < 205) await ask(sandbox, greedy.token, "/tasks?limit=1");
      if (call < 205) await ask(sandbox, greedy.token, "/users?limit=1");
    }
    const { body } = await send(sandbox, "GET", "/calls");
    expect(body.tokens).toMatchObject([
      { accountId: kept.accountId, calls: 300, throttled: 0, largestIn60s: 150, largestAtOnce: 1 },
      { accountId: greedy.accountId, calls: 410, largestIn60s: 300 },
    ]);
    expect(body.tokens[1].throttled).toBeGreaterThan(50);
    expect(body.tokens[1].models).toEqual({ task: 205, user: 205 });
    expect(body.tokens[1].lastFour).toBe(greedy.token.slice(-4));
    await send(sandbox, "DELETE", "/calls");
    expect(sandbox.listCalls()).toEqual([]);
  });

  it("count calls that a fault answers, and calls that are open at once", async () => {
    await using sandbox = await createSandbox();
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    sandbox.setFaults([{ kind: "slow", delayMs: 200 }]);
    await Promise.all([1, 2, 3].map((limit) => ask(sandbox, token, `/users?limit=${limit}`)));
    expect(sandbox.listCalls()).toMatchObject([{ calls: 3, largestAtOnce: 3 }]);
  });
});

describe("many tenants", () => {
  it("are added at once with a token each, and an outage of a host strikes only its tenants", async () => {
    await using sandbox = await createSandbox();
    const add = (key: string, host: string, count: number) =>
      send(sandbox, "POST", "/tenants", { key, host, count, sizes: { company: 3, user: 1 } });
    const { body: west } = await add("west", "api-us2", 150);
    const { body: east } = await add("east", "api", 350);
    expect([west.tenants.length, east.tenants.length]).toEqual([150, 350]);
    const statusOf = async ({ token, host }: { token: string; host: string }) =>
      (await ask(sandbox, token, "/companies", host)).status;
    expect(new Set(await Promise.all(west.tenants.map(statusOf)))).toEqual(new Set([200]));
    await send(sandbox, "PUT", "/faults", {
      faults: [{ kind: "down", host: "api-us2", status: 503 }],
    });
    expect(new Set(await Promise.all(west.tenants.map(statusOf)))).toEqual(new Set([503]));
    expect(new Set(await Promise.all(east.tenants.map(statusOf)))).toEqual(new Set([200]));
    expect((await add("east", "api", 350)).status).toBe(409);
    expect((await add("north", "nowhere", 1)).status).toBe(409);
    sandbox.reset();
    expect(sandbox.listTenants().map(({ key }) => key)).toEqual(["acme", "nordlys", "huge"]);
  });

  it("are struck only if a fault names them", async () => {
    await using sandbox = await createSandbox();
    const [one, two] = sandbox.addTenants({ key: "t", count: 2 });
    if (!one || !two) throw new Error("There are no two.");
    sandbox.setFaults([
      { kind: "status", status: 500, tenant: one.key },
      { kind: "status", status: 504, accountId: two.accountId },
    ]);
    expect((await ask(sandbox, one.token, "/users")).status).toBe(500);
    expect((await ask(sandbox, two.token, "/users")).status).toBe(504);
  });

  it("have permissions that can be changed between any two requests", async () => {
    await using sandbox = await createSandbox({ limits: manyCalls });
    const { token, accountId } = sandbox.createAccount({ name: "a", view: [] });
    const models = ["company", "enduser", "license"] as const;
    for (let set = 0; set < 8; set += 1) {
      const view = models.filter((_, bit) => (set >> bit) & 1);
      await send(sandbox, "PUT", `/accounts/${accountId}/permissions`, { view });
      const statuses = await Promise.all(
        ["/companies", "/endusers", "/licenses"].map((path) => ask(sandbox, token, path)),
      );
      expect(statuses.map(({ status }) => status === 200)).toEqual(
        models.map((model) => view.includes(model)),
      );
    }
  });
});

describe("in the middle of paging", () => {
  async function readPages(fault: Fault) {
    // The ids of new records begin with the time.
    const clock = () => Date.UTC(2026, 10, 24);
    await using sandbox = await createSandbox({ limits: manyCalls, clock });
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    sandbox.setFaults([fault]);
    const pages: { status: number; ids: string[] }[] = [];
    for (let offset = 0; offset < 400; offset += 100)
      pages.push(await ask(sandbox, token, `/licenses?limit=100&offset=${offset}&sort=_id`));
    const { ids } = await ask(sandbox, token, "/licenses?limit=2000&sort=_id");
    return { pages, ids };
  }

  it("a permission can be lost", async () => {
    const { pages } = await readPages({ kind: "denied", model: "license", after: 2 });
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 403, 403]);
  });

  it("one page can be empty", async () => {
    const { pages, ids } = await readPages({ kind: "empty_page", after: 1, times: 1 });
    expect(pages.map((page) => page.ids.length)).toEqual([100, 0, 100, 100]);
    expect(ids.length).toBe(400);
  });

  it("the portfolio can be limited", async () => {
    const { pages, ids } = await readPages({ kind: "narrowed", after: 2 });
    expect(pages.map((page) => page.ids.length)).toEqual([100, 100, 0, 0]);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.length).toBeLessThan(100);
  });

  it("a page can come again", async () => {
    const { pages } = await readPages({ kind: "repeated_page", after: 1, times: 1 });
    expect(pages[1]?.ids).toEqual(pages[0]?.ids);
    expect(pages[2]?.ids).not.toEqual(pages[0]?.ids);
  });

  it("any records can be changed, removed and added, the same ones on every run", async () => {
    const fault = {
      kind: "changing",
      changes: 4,
      removes: 3,
      inserts: 2,
      isAnywhere: true,
    } as const;
    const first = await readPages(fault);
    expect(first.ids.length).toBe(400 - 4 * 3 + 4 * 2);
    const second = await readPages(fault);
    expect(second.pages.map((page) => page.ids)).toEqual(first.pages.map((page) => page.ids));
  });
});

describe("changes of records", () => {
  it("are reported for every record, whoever makes them", async () => {
    await using sandbox = await createSandbox({ limits: manyCalls });
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    const place = { model: "license" } as const;
    const known = new Map(sandbox.listRecords(place).map((record) => [record._id, record]));
    const stop = sandbox.watchRecords(({ tenant, model, id, record }) => {
      expect([tenant, model]).toEqual(["acme", "license"]);
      if (record) known.set(id, record);
      else known.delete(id);
    });
    sandbox.setFaults([{ kind: "changing", removes: 2, inserts: 3, isAnywhere: true }]);
    for (let page = 0; page < 5; page += 1) await ask(sandbox, token, "/licenses?limit=50");
    const added = sandbox.insertRecord(place, { mrr: 5 });
    sandbox.changeRecord(place, added._id, { mrr: 6 });
    expect([...known.values()]).toEqual(sandbox.listRecords(place));
    stop();
    sandbox.removeRecord(place, added._id);
    expect(known.get(added._id)).toMatchObject({ mrr: 6 });
  });

  it("move records to the end of lists without a sort, if that is switched on", async () => {
    await using sandbox = await createSandbox();
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    const [first = ""] = (await ask(sandbox, token, "/users")).ids;
    sandbox.setConventions({ orderWithoutSort: "changed" });
    sandbox.changeRecord({ model: "user" }, first, {});
    expect((await ask(sandbox, token, "/users")).ids.at(-1)).toBe(first);
    expect((await ask(sandbox, token, "/users?sort=_id")).ids[0]).toBe(first);
  });
});

describe("a bulk change of a large model", () => {
  const place = { tenant: "large", model: "enduser" } as const;

  it("needs no memory for the records, and lists the changed ones newest first", async () => {
    await using sandbox = await createSandbox({ limits: manyCalls });
    const [large] = sandbox.addTenants({
      key: "large",
      sizes: { company: 10, enduser: 150_000 },
    });
    const read = async (query: string) => {
      const { body } = await ask(sandbox, large?.token ?? "", `/endusers?limit=2000${query}`);
      return body as { _id: string; updatedAt: string; position?: string }[];
    };
    const [before] = await read("&sort=-updatedAt");
    const options = { change: 0.01, fields: { position: "Moved" } };
    const { body } = await send(sandbox, "POST", "/records/disturb", { ...place, ...options });
    expect(body).toMatchObject({ removed: 0, inserted: 0 });
    expect(body.changed).toBeGreaterThan(1_400);
    expect(body.changed).toBeLessThan(1_600);
    const newest = await read("&sort=-updatedAt");
    const moved = newest.filter(({ position }) => position === "Moved");
    expect(moved.length).toBe(body.changed);
    expect(newest.slice(0, body.changed)).toEqual(moved);
    expect(newest[body.changed]).toEqual(before);
    const times = newest.map(({ updatedAt }) => updatedAt);
    expect(times).toEqual(times.toSorted().toReversed());
    const again = sandbox.disturbRecords(place, { ...options, seed: "2" });
    expect(again.changed).not.toBe(0);
    expect((await read("&sort=-updatedAt"))[0]?._id).not.toBe(newest[0]?._id);
  });

  it.each([
    ["large", 150_000],
    ["small", 3_000],
  ] as const)("is removed from a %s tenant, and others are added", async (key, enduser) => {
    await using sandbox = await createSandbox();
    sandbox.addTenants({ key, sizes: { company: 10, enduser } });
    const of = { tenant: key, model: "enduser" } as const;
    const done = sandbox.disturbRecords(of, { remove: 0.2, insert: 7, change: 0.5 });
    expect(done.removed / enduser).toBeCloseTo(0.2, 1);
    expect(done.changed / (enduser - done.removed)).toBeCloseTo(0.5, 1);
    const count = sandbox.listTenants().find((tenant) => tenant.key === key)?.records["enduser"];
    expect(count).toBe(enduser - done.removed + 7);
  });
});
