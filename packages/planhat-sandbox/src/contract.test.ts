import { createPlanhatClient } from "@churned/planhat-client";
import type { Limiter } from "@churned/planhat-client";
import { modelNames, models } from "@churned/planhat-client/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerRequest } from "./api/answer.ts";
import { createSandbox } from "./index.ts";
import type { Sandbox } from "./index.ts";
import { defaultLimits } from "./rate-limit.ts";
import { createWorld } from "./world.ts";
import { makeRandom } from "./world/random.ts";

const EACH = 60;
const limiter: Limiter = { acquire: async () => () => {} };
const tenants = [
  {
    key: "all",
    name: "All",
    host: "api",
    sizes: Object.fromEntries(modelNames.map((model) => [model, EACH])),
  },
];

describe.each(modelNames)("%s", (model) => {
  let sandbox: Sandbox;
  let token: string;
  let accountId: string;
  beforeAll(async () => {
    sandbox = await createSandbox({ tenants, limits: { maxCalls: 1_000_000 } });
    ({ token, accountId } = sandbox.createAccount({ name: "a", view: "all" }));
  });
  afterAll(async () => await sandbox.close());
  const open = () =>
    createPlanhatClient({ baseUrl: sandbox.baseUrl(), token, limiter, retries: 0 });
  const readIds = (rows: readonly Record<string, unknown>[]) => rows.map((row) => row["_id"]);

  it("can be listed, paged, sorted and selected", async () => {
    const client = open();
    const ids: unknown[] = [];
    for await (const rows of client.pages(model, { pageSize: 7 })) ids.push(...readIds(rows));
    expect([ids.length, new Set(ids).size]).toEqual([EACH, EACH]);
    const whole = await client.page(model, { offset: 0, limit: EACH, sort: "-_id" });
    expect(readIds(whole)).toEqual(ids.toReversed());
    expect(await client.page(model, { offset: EACH, limit: 5 })).toEqual([]);
    const time = models[model].timestampField ?? "createdAt";
    const byTime = await client.page(model, { offset: 0, limit: EACH, sort: time, select: [time] });
    const times = byTime.map((row) => Date.parse(String(row[time])));
    expect(times.some(Number.isNaN)).toBe(false);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(Object.keys(byTime[0] ?? {}))).toEqual(new Set(["_id", time]));
  });

  it("can be filtered by company if its records belong to one", async () => {
    const client = open();
    const [row] = await client.page(model, { offset: 0, limit: 1 });
    const company = row?.["companyId"] ?? row?.["cId"];
    if (typeof company !== "string") return;
    const some = await client.list(model, { companyId: company, limit: EACH });
    expect(some.length).toBeGreaterThan(0);
    expect(some.every((other) => (other["companyId"] ?? other["cId"]) === company)).toBe(true);
    expect(await client.list(model, { companyId: "0".repeat(24), limit: EACH })).toEqual([]);
  });

  it("returns a record by three kinds of id, 400 for a malformed id and 404 for an unknown one", async () => {
    const outer = model === "invoice" ? "extId" : "externalId";
    const added = sandbox.insertRecord({ model }, { [outer]: "own 1", sourceId: "src/1" });
    const client = open();
    for (const id of [added._id, "extid-own 1", "srcid-src/1"])
      expect([id, (await client.get(model, id))["_id"]]).toEqual([id, added._id]);
    await expect(client.get(model, "own 1")).rejects.toMatchObject({ kind: "invalid" });
    await expect(client.get(model, "extid-none")).rejects.toMatchObject({ kind: "not_found" });
    await expect(client.get(model, "0".repeat(24))).rejects.toMatchObject({ kind: "not_found" });
    sandbox.removeRecord({ model }, added._id);
  });

  it("is the only model that is denied without its permission", async () => {
    sandbox.setView(
      accountId,
      modelNames.filter((other) => other !== model),
    );
    const client = open();
    await expect(client.probe(model)).rejects.toMatchObject({ kind: "forbidden", status: 403 });
    const other = modelNames.find((name) => name !== model) ?? "company";
    expect(await client.probe(other)).toEqual({ rows: 1 });
  });
});

it("lets the client view exactly the permitted models, for 2,000 random sets of permissions", async () => {
  const world = createWorld({
    hosts: ["api"],
    tenants,
    seed: "planhat",
    limits: { ...defaultLimits, maxCalls: Infinity, windowMs: 1 },
    now: () => 0,
    dataFile: undefined,
  });
  const random = makeRandom("2,000 permission sets");
  const { id } = world.accounts.create("all", "a", []);
  const token = world.accounts.addToken(id);
  let calls = 0;
  const client = createPlanhatClient({
    baseUrl: "http://planhat.test",
    token,
    limiter,
    retries: 0,
    // No sockets are used: the sandbox makes the answers, and the real client reads them.
    fetch: async (input, init) => {
      calls += 1;
      const url = new URL(input instanceof Request ? input.url : input);
      const { status, body } = answerRequest(world, {
        host: "api",
        method: init?.method ?? "GET",
        path: url.pathname,
        params: url.searchParams,
        authorization: new Headers(init?.headers).get("authorization") ?? undefined,
      });
      return new Response(body, { status });
    },
  });
  for (let round = 0; round < 2_000; round += 1) {
    const share = random.next();
    const allowed = modelNames.filter(() => random.chance(share));
    world.accounts.change(id, {
      permissions: new Set(allowed.map((model) => `${model}.view` as const)),
    });
    world.rateLimit.reset();
    const told = await Promise.all(
      modelNames.map((model) =>
        client.probe(model).then(
          () => true,
          (error: unknown) => {
            expect(error).toMatchObject({ kind: "forbidden" });
            return false;
          },
        ),
      ),
    );
    expect(modelNames.filter((_, at) => told[at])).toEqual(allowed);
  }
  expect(calls).toBe(2_000 * modelNames.length);
}, 60_000);
