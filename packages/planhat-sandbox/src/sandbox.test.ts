import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPlanhatClient } from "@churned/planhat-client";
import { modelNames, models } from "@churned/planhat-client/models";
import { describe, expect, it } from "vitest";
import { createSandbox } from "./index.ts";
import { ask } from "./testing/ask.ts";
import { makeRandom } from "./world/random.ts";

const message = (text: string): object => ({ message: expect.stringContaining(text) });

async function readSome(seed: string): Promise<unknown> {
  await using sandbox = await createSandbox({ seed });
  const { token } = sandbox.createAccount({ name: "a", view: "all" });
  return (await ask(sandbox, token, "/endusers?limit=50&sort=_id")).body;
}

describe("the token", () => {
  it("is checked before anything else, on any path", async () => {
    await using sandbox = await createSandbox();
    for (const path of ["/companies", "/notes", "/nothing/at/all"]) {
      const response = await fetch(sandbox.baseUrl() + path);
      expect([path, response.status]).toEqual([path, 401]);
      expect((await ask(sandbox, "made-up", path)).status).toBe(401);
    }
  });

  it("is accepted as a bearer token and as a basic user name, only on its own host", async () => {
    await using sandbox = await createSandbox();
    const { token } = sandbox.createAccount({ name: "a", view: "all", host: "api-eu" });
    expect(token.length).toBeGreaterThan(340);
    expect((await ask(sandbox, token, "/companies", "api-eu")).status).toBe(200);
    const authorization = `Basic ${Buffer.from(`${token}:`).toString("base64")}`;
    const basic = await fetch(`${sandbox.baseUrl("api-eu")}/companies`, {
      headers: { authorization },
    });
    expect(basic.status).toBe(200);
    expect((await ask(sandbox, token, "/companies", "api")).status).toBe(401);
    expect((await ask(sandbox, token, "/companies", "api-us2")).status).toBe(401);
  });

  it("is refused after a pause, its removal or its account's removal, and works again after the pause", async () => {
    await using sandbox = await createSandbox();
    const { accountId, token } = sandbox.createAccount({ name: "a", view: "all" });
    const status = async (): Promise<number> => (await ask(sandbox, token, "/companies")).status;
    sandbox.pause(accountId);
    expect(await status()).toBe(401);
    sandbox.resume(accountId);
    expect(await status()).toBe(200);
    const second = sandbox.addToken(accountId);
    sandbox.revokeTokens(accountId);
    expect([await status(), (await ask(sandbox, second, "/companies")).status]).toEqual([401, 401]);
    const third = sandbox.addToken(accountId, "pk_a.token.of.any.form");
    expect(third).toBe("pk_a.token.of.any.form");
    expect((await ask(sandbox, third, "/companies")).status).toBe(200);
    sandbox.removeAccount(accountId);
    expect((await ask(sandbox, third, "/companies")).status).toBe(401);
  });
});

describe("permissions", () => {
  it("allow exactly the permitted models, for random sets", async () => {
    await using sandbox = await createSandbox({ limits: { maxCalls: 100_000 } });
    const random = makeRandom("permission sets");
    const { accountId, token } = sandbox.createAccount({ name: "a", view: [] });
    for (let round = 0; round < 20; round += 1) {
      const view = modelNames.filter(() => random.chance(0.5));
      sandbox.setView(accountId, view);
      const allowed = await Promise.all(
        modelNames.map(async (model) => {
          const { status, body } = await ask(sandbox, token, `${models[model].path}?limit=1`);
          expect(status === 200 || (status === 403 && typeof body === "object")).toBe(true);
          return status === 200;
        }),
      );
      expect(modelNames.filter((_, at) => allowed[at])).toEqual(view);
    }
  });

  it("leave unknown paths at 404, and refuse writes that are not permitted", async () => {
    await using sandbox = await createSandbox();
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    expect(await ask(sandbox, token, "/notes")).toMatchObject({ status: 404 });
    expect(await ask(sandbox, token, "/activities")).toMatchObject({ status: 404 });
    const headers = { authorization: `Bearer ${token}` };
    const written = await fetch(`${sandbox.baseUrl()}/companies`, {
      method: "POST",
      headers,
      body: "{}",
    });
    expect([written.status, await written.json()]).toEqual([
      403,
      message("not allowed to create Company"),
    ]);
  });
});

describe("lists", () => {
  it("have pages, maximum limits and ends like Planhat's", async () => {
    await using sandbox = await createSandbox();
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    const count = async (path: string): Promise<number> =>
      (await ask(sandbox, token, path)).ids.length;
    expect(await count("/endusers")).toBe(100);
    expect(await count("/conversations")).toBe(30);
    expect(await count("/endusers?limit=50000")).toBe(2_000);
    expect(await count("/endusers?limit=2000&offset=2000")).toBe(1_000);
    expect(await count("/endusers?offset=3000")).toBe(0);
    expect(await count("/opportunities")).toBe(0);
    expect(await count("/companies?limit=7&updatedAfter=2026-01-01&name=x")).toBe(7);
    expect(await count("/companies?limit=none&offset=-3")).toBe(100);
  });

  it("sort in both directions, by any property", async () => {
    await using sandbox = await createSandbox();
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    const { ids } = await ask(sandbox, token, "/companies?limit=300&sort=_id");
    expect(ids).toEqual(ids.toSorted());
    expect((await ask(sandbox, token, "/companies?limit=300&sort=-_id")).ids).toEqual(
      ids.toReversed(),
    );
    const { body } = await ask(
      sandbox,
      token,
      "/companies?limit=300&sort=-updatedAt&select=updatedAt",
    );
    const times = (body as { updatedAt: string }[]).map(({ updatedAt }) => updatedAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it("select properties by exact name, with _id, and filter by companies", async () => {
    await using sandbox = await createSandbox();
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    const { body } = await ask(sandbox, token, "/companies?limit=1&select=name,Domains");
    expect(body).toEqual([{ _id: expect.any(String), name: "Amber Analytics" }]);
    const { ids } = await ask(sandbox, token, "/companies?limit=2&select=_id");
    const found = await ask(
      sandbox,
      token,
      `/endusers?limit=2000&select=companyId&companyId=${ids.join(",")}`,
    );
    const companies = new Set(
      (found.body as { companyId: string }[]).map(({ companyId }) => companyId),
    );
    expect([...companies].toSorted()).toEqual(ids.toSorted());
  });

  it("return a record by its three ids, 400 for a malformed id, 404 for an unknown one", async () => {
    await using sandbox = await createSandbox();
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    const [id = ""] = (await ask(sandbox, token, "/companies?limit=1")).ids;
    for (const key of [id, "extid-crm-10000", "srcid-001000000000000"]) {
      expect(await ask(sandbox, token, `/companies/${key}`)).toMatchObject({
        status: 200,
        body: { _id: id },
      });
    }
    expect(await ask(sandbox, token, "/companies/%zz")).toMatchObject({
      status: 400,
      body: message("_id"),
    });
    expect(await ask(sandbox, token, "/companies/crm-10000")).toMatchObject({ status: 400 });
    expect(await ask(sandbox, token, `/companies/${"0".repeat(24)}`)).toMatchObject({
      status: 404,
    });
  });

  it("show records that are added, changed and removed at run time", async () => {
    await using sandbox = await createSandbox();
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    const place = { model: "license" } as const;
    const added = sandbox.insertRecord(place, { product: "New" });
    const { ids } = await ask(sandbox, token, "/licenses?limit=2000&sort=_id");
    expect([ids.length, ids.at(-1)]).toEqual([401, added._id]);
    sandbox.changeRecord(place, ids[3] ?? "", { product: "Changed" });
    sandbox.removeRecord(place, ids[0] ?? "");
    expect(await ask(sandbox, token, `/licenses/${ids[3]}`)).toMatchObject({
      body: { product: "Changed" },
    });
    expect(await ask(sandbox, token, `/licenses/${ids[0]}`)).toMatchObject({ status: 404 });
    sandbox.reset();
    expect(sandbox.listTenants()[0]?.records["license"]).toBe(400);
  });
});

describe("the real client", () => {
  it("reads every end user once, page by page", async () => {
    await using sandbox = await createSandbox();
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    const client = createPlanhatClient({ baseUrl: sandbox.baseUrl(), token });
    const ids: unknown[] = [];
    for (let offset = 0, size = 700; size === 700; offset += 700) {
      const bytes = await client.pageBytes("enduser", { offset, limit: 700 });
      const rows = JSON.parse(new TextDecoder().decode(bytes)) as { _id: string }[];
      ids.push(...rows.map(({ _id }) => _id));
      size = rows.length;
    }
    expect([ids.length, new Set(ids).size]).toEqual([3_000, 3_000]);
  });

  it("gets the sandbox's decisions: allowed, denied, empty, not found", async () => {
    await using sandbox = await createSandbox();
    const { token } = sandbox.createAccount({ name: "a", view: ["company", "opportunity"] });
    const client = createPlanhatClient({ baseUrl: sandbox.baseUrl(), token });
    expect(await client.probe("company")).toEqual({ rows: 1 });
    expect(await client.probe("opportunity")).toEqual({ rows: 0 });
    await expect(client.probe("enduser")).rejects.toMatchObject({ kind: "forbidden" });
    await expect(client.get("company", "x")).rejects.toMatchObject({ kind: "invalid" });
    await expect(client.get("company", "extid-x")).rejects.toMatchObject({ kind: "not_found" });
    const abroad = createPlanhatClient({ baseUrl: sandbox.baseUrl("api-us2"), token });
    await expect(abroad.probe("company")).rejects.toMatchObject({ kind: "rejected" });
  });
});

describe("the rate limit", () => {
  it("applies to each token in a sliding window, with the configured headers", async () => {
    let nowMs = 1_000_000;
    await using sandbox = await createSandbox({ clock: () => nowMs, limits: { maxCalls: 3 } });
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    const other = sandbox.createAccount({ name: "b", view: "all" });
    for (let call = 0; call < 3; call += 1)
      expect((await ask(sandbox, token, "/users")).status).toBe(200);
    nowMs += 20_000;
    const refused = await ask(sandbox, token, "/users");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "40"]);
    expect((await ask(sandbox, other.token, "/users")).status).toBe(200);
    sandbox.setLimits({ hasRetryAfter: false, rateHeaders: "x-rate-limit" });
    const { headers } = await ask(sandbox, token, "/users");
    expect([headers.get("retry-after"), headers.get("x-rate-limit-remaining")]).toEqual([
      null,
      "0",
    ]);
    nowMs += 40_000;
    expect((await ask(sandbox, token, "/users")).status).toBe(200);
  });
});

describe("stored data", () => {
  it("keeps accounts, permissions and tokens across a restart, tokens as hashes only", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
    const dataFile = join(folder, "accounts.json");
    const first = await createSandbox({ dataFile });
    const { accountId, token } = first.createAccount({ name: "kept", view: ["company"] });
    const gone = first.createAccount({ name: "gone", view: "all" });
    first.removeAccount(gone.accountId);
    await first.close();
    expect(readFileSync(dataFile, "utf8")).not.toContain(token.slice(0, 40));

    await using second = await createSandbox({ dataFile });
    expect((await ask(second, token, "/companies")).status).toBe(200);
    expect((await ask(second, token, "/users")).status).toBe(403);
    expect((await ask(second, gone.token, "/companies")).status).toBe(401);
    second.revokeTokens(accountId);
    expect((await ask(second, token, "/companies")).status).toBe(401);
    rmSync(folder, { recursive: true });
  });

  it("gives the same tenant on every run, and another one for another seed", async () => {
    expect(await readSome("one")).toEqual(await readSome("one"));
    expect(await readSome("one")).not.toEqual(await readSome("two"));
  });

  it("contains custom fields with spaces and emoji", async () => {
    await using sandbox = await createSandbox();
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    const { body } = await ask(sandbox, token, "/companies?limit=250&select=custom");
    expect(JSON.stringify(body)).toContain('"Churn risk 🔥"');
  });
});
