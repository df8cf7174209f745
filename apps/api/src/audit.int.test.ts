/** The guarantees of the audit at the API: its lines name their origin, and each tenant reads only its own lines. */
import { makeServiceContext } from "./service-context.ts";
import { type OperationName, operations, routes } from "@churned/domain/wire";
import { createPasswordLink } from "@churned/services/tenant";
import { waitFor } from "@churned/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cookieOf, password, startTestApi, type TestApi } from "./testing/test-api.ts";

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
    const lines = await list(api.globex.cookie);
    expect(lines.find(({ action }) => action === "audit.export")).toMatchObject({
      reason: "lines from 1970-01-01T00:00:00.000Z to 2026-01-01T00:00:00.000Z",
    });
  });
});

describe("the audit of sign-ins", () => {
  const headers = { "user-agent": "Browser/2", "x-forwarded-for": "192.0.2.8" };
  const signIn = (email: string, given: string) =>
    api.call("POST", "/api/auth/sign-in/email", { body: { email, password: given }, headers });
  const origin = { address: "192.0.2.8", device: "Browser/2" };
  const newest = async () =>
    (await list(api.operator.cookie)).filter(({ address }) => address === "192.0.2.8");

  test("logs a sign-in and a sign-out with the person, the tenant and the origin", async () => {
    const cookie = cookieOf(await signIn(api.globex.email, password));
    await api.call("POST", "/api/auth/sign-out", { cookie, headers });
    const { id: tenantId, userId: subjectId } = api.globex;
    const line = { tenantId, subjectId, actor: "Customer", ...origin };
    expect(await newest()).toMatchObject([
      { action: "sign_out", ...line },
      { action: "sign_in", ...line },
    ]);
    expect((await list(api.globex.cookie)).map(({ action }) => action)).toContain("sign_in");
    expect((await list(api.acme.cookie)).map(({ tenantId: of }) => of)).not.toContain(tenantId);
  });

  test("logs a refused sign-in for the tenant of the account, with neither password nor unknown address", async () => {
    expect((await signIn(api.globex.email, "a-tried-secret")).status).toBe(401);
    expect((await signIn("stranger@nowhere.example", "a-tried-secret")).status).toBe(401);
    expect((await signIn("Stranger@nowhere.example", "a-tried-secret")).status).toBe(401);
    const [third, second, first] = await newest();
    expect(first).toMatchObject({
      action: "sign_in.refused",
      actor: "nobody",
      tenantId: api.globex.id,
      subjectId: api.globex.userId,
      reason: null,
      ...origin,
    });
    expect(second).toMatchObject({ actor: "nobody", tenantId: null, subjectId: null, ...origin });
    expect(second?.["reason"]).toMatch(/^no account has this address \(hash [\w-]{10}\)$/);
    expect(third?.["reason"]).toBe(second?.["reason"]);
    const all = (await exportLines(api.operator.cookie)).map((line) => JSON.stringify(line)).join();
    expect(all).not.toMatch(/tried-secret|stranger|nowhere/i);
  });

  test("logs a requested link and the use of a link for a password", async () => {
    const ask = "/api/auth/request-password-reset";
    await api.call("POST", ask, { body: { email: api.acme.email }, headers });
    await waitFor(async () => (await newest())[0]?.action === "password.request", {
      what: "the line of the request",
    });
    expect((await newest())[0]).toMatchObject({ subjectId: api.acme.userId, actor: "nobody" });
    const ctx = makeServiceContext(api.deps, { actor: { kind: "system", name: "test" } });
    const link = await createPasswordLink(ctx, { userId: api.acme.userId });
    const token = new URL(link).hash.slice("#token=".length);
    const set = "/api/auth/reset-password";
    await api.call("POST", set, { body: { token, newPassword: "another-password-1" }, headers });
    expect((await newest())[0]).toMatchObject({
      action: "password.set",
      tenantId: api.acme.id,
      subjectId: api.acme.userId,
    });
  });

  test("logs a refused link of an invitation", async () => {
    const body = { secret: "x".repeat(32) };
    await api.call("POST", "/v1/invitations/exchange", { body, headers });
    expect((await newest())[0]).toMatchObject({
      action: "invitation.refused",
      reason: "unknown",
      tenantId: null,
    });
  });
});

describe("the audit of reads", () => {
  test("logs each kind of sensitive read once in an hour for each person, before the data is read", async () => {
    const reads = Object.entries(operations).flatMap(([name, operation]) =>
      "logsRead" in operation ? [{ name: name as OperationName, action: operation.logsRead }] : [],
    );
    expect(reads.length).toBeGreaterThanOrEqual(5);
    const logged = async (cookie: string) =>
      (await exportLines(cookie)).map(({ action }) => action);
    for (const { name, action } of reads) {
      const path = routes[name].path.replace("{id}", api.globex.connectionId);
      for (let n = 0; n < 3; n += 1)
        expect((await api.call("GET", path, { cookie: api.operator.cookie })).status).toBe(200);
      const lines = (await exportLines(api.operator.cookie)).filter(
        (line) => line.action === action,
      );
      expect([action, lines.filter(({ actor }) => actor === "Operator").length]).toEqual([
        action,
        1,
      ]);
    }
    // The customer sees that an operator read the tenant's records.
    expect(await logged(await api.signIn(api.globex.email))).toContain("records.read");
  });

  test("logs no read of a connection that the reader does not see", async () => {
    const before = (await exportLines(api.operator.cookie)).length;
    const path = `/v1/connections/${api.globex.connectionId}/records`;
    const cookie = await api.signIn(api.globex.email);
    const foreign = path.replace(api.globex.connectionId, api.acme.connectionId);
    expect((await api.call("GET", foreign, { cookie })).status).toBe(404);
    const lines = (await exportLines(api.operator.cookie)).slice(before);
    expect(lines.map(({ action }) => action)).not.toContain("records.read");
  });
});
