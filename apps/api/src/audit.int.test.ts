/** The guarantees of the audit at the API: its lines name their origin, and each tenant reads only its own lines. */
import { operations } from "@churned/domain/wire";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApi, type TestApi } from "./testing/test-api.ts";

let api: TestApi;
const device = `Browser/1 ${"x".repeat(300)}`;
type Line = Record<string, unknown> & { readonly at: string; readonly action: string };

beforeAll(async () => {
  api = await startTestApi({ env: { TRUST_PROXY: "true" } });
  const headers = { "user-agent": device, "x-forwarded-for": "10.0.0.1, 192.0.2.7" };
  for (const [of, language] of [
    [api.acme, "nl"],
    [api.globex, "nl"],
  ] as const)
    await api.call("PUT", `/v1/tenants/${of.id}/language`, {
      cookie: of.cookie,
      body: { language },
      headers,
    });
  const connection = `/v1/connections/${api.acme.connectionId}`;
  const asOperator = { cookie: api.operator.cookie, headers };
  const { bodyExample: body } = operations.setSchedule;
  await api.call("PUT", `${connection}/schedule`, { ...asOperator, body });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

async function list(cookie: string): Promise<Line[]> {
  const answer = await api.call("GET", "/v1/audit?limit=100", { cookie });
  expect(answer.status).toBe(200);
  return (answer.body as { items: Line[] }).items;
}
async function exportLines(cookie: string, query = ""): Promise<Line[]> {
  const answer = await api.call("GET", `/v1/audit/export${query}`, { cookie });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    "application/x-ndjson",
  ]);
  return answer.text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

describe("the audit", () => {
  test("names the address and the first 200 characters of the device of each action", async () => {
    const lines = await list(api.operator.cookie);
    expect(lines.find(({ action }) => action === "connection.schedule")).toMatchObject({
      tenantId: api.acme.id,
      address: "192.0.2.7",
      device: device.slice(0, 200),
    });
  });

  test("shows a customer the lines of the own tenant only, without the addresses of Churned's people", async () => {
    for (const read of [list, exportLines]) {
      const lines = await read(api.acme.cookie);
      expect(lines.length).toBeGreaterThan(2);
      for (const { tenantId } of lines) expect(tenantId).toBe(api.acme.id);
      expect(lines.find(({ action }) => action === "tenant.language")).toMatchObject({
        address: "192.0.2.7",
        actor: "Customer",
      });
      expect(lines.find(({ action }) => action === "connection.schedule")).toMatchObject({
        address: null,
        device: null,
      });
    }
  });

  test("shows the work of operators on inbox items to operators only", async () => {
    const owner = new Client({ connectionString: api.database.ownerUrl });
    await owner.connect();
    await owner.query(
      `insert into audit (tenant_id, actor_kind, actor, action) values ('${api.acme.id}', 'operator', '${api.operator.userId}', 'problem.note')`,
    );
    await owner.end();
    const actions = async (cookie: string) => (await list(cookie)).map(({ action }) => action);
    expect(await actions(api.operator.cookie)).toContain("problem.note");
    expect(await actions(api.acme.cookie)).not.toContain("problem.note");
    const exported = (await exportLines(api.acme.cookie)).map(({ action }) => action);
    expect(exported).not.toContain("problem.note");
  });

  test("is exported by time, oldest first, with the entries of the chain for operators only", async () => {
    const all = await exportLines(api.operator.cookie);
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted());
    for (const { seq, hash } of all) {
      expect(seq).toEqual(expect.any(Number));
      expect(hash).toMatch(/^[\da-f]{64}$/);
    }
    const [first, , third] = all;
    const part = await exportLines(api.operator.cookie, `?from=${first?.at}&to=${third?.at}`);
    expect(part).toEqual(all.filter(({ at }) => at < String(third?.at)));
    for (const line of await exportLines(api.acme.cookie)) expect(line).not.toHaveProperty("seq");
    expect(await exportLines(api.operator.cookie, "?from=0000-01-01T00:00:00Z")).not.toEqual([]);
  });

  test("logs its own export", async () => {
    await exportLines(api.globex.cookie, "?to=2026-01-01T00:00:00Z");
    expect((await list(api.globex.cookie))[0]).toMatchObject({
      action: "audit.export",
      reason: "lines from 1970-01-01T00:00:00.000Z to 2026-01-01T00:00:00.000Z",
    });
  });
});
