import type { ServiceContext } from "@churned/services/context";
import { createCheck } from "@churned/services/check";
import { disconnectConnection } from "@churned/services/connection";
import { listOutbox } from "@churned/services/notification";
import { getConnection, getEstimate, getSync, listTimeline } from "@churned/services/reading";
import { approveSyncRequest, createSyncRequest } from "@churned/services/sync";
import { saveToken } from "@churned/services/token";
import { emptyQueues } from "@churned/queue";
import { waitFor } from "@churned/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecords } from "./testing/read-records.ts";
import type { Backend, Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

const backends: readonly Backend[] = ["postgresql", "redis"];

describe.each(backends)("a worker with its queue on %s", (backend) => {
  let stack: Stack;
  let stopWorker: () => Promise<void>;
  beforeAll(async () => {
    stack = await startStack(backend);
    stopWorker = await stack.startWorker();
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });

  async function save(ctx: ServiceContext, id: string, token: string) {
    const { checkId } = await saveToken(ctx, { id, token });
    return await stack.checkDone(ctx, checkId);
  }

  it("lands every record once after a Save and a sync", async () => {
    const { customer, connectionId: id } = stack.acme;
    const { token } = stack.sandbox.createAccount({ name: "Churned", view: "all" });
    const check = await save(customer, id, token);
    expect(check.verdict?.kind).toBe("connected");
    expect(check.probes.map(({ model }) => model)).toEqual(check.models);
    expect(await getConnection(customer, { id })).toMatchObject({
      state: "connected",
      host: "api",
      lastFour: token.slice(-4),
      candidate: null,
    });

    await waitFor(async () => (await getEstimate(customer, { id })).state === "ready", {
      timeoutMs: 20_000,
      what: "the estimate",
    });
    const request = await createSyncRequest(customer, { id });
    expect(await createSyncRequest(customer, { id })).toEqual(request);
    const { syncId } = await approveSyncRequest(stack.operator, { id: request.id });
    expect(await approveSyncRequest(stack.operator, { id: request.id })).toEqual({ syncId });
    const sync = await waitFor(
      async () => {
        const found = await getSync(customer, { id: syncId });
        return found.doneAt === null ? undefined : found;
      },
      { timeoutMs: 60_000, what: "the sync to end" },
    );
    expect(sync.state).toBe("succeeded");
    const counts = stack.sandbox.listTenants().find(({ key }) => key === "acme")?.records ?? {};
    for (const stream of sync.streams)
      expect([stream.model, stream.fetched, stream.inserted]).toEqual([
        stream.model,
        counts[stream.model] ?? 0,
        counts[stream.model] ?? 0,
      ]);

    const first = await readRecords(stack.operator, { id, limit: 1000, model: "company" });
    expect(new Set(first.items.map(({ planhatId }) => planhatId)).size).toBe(counts["company"]);
    const { rows } = await queryAsOwner<{ count: string; distinct: string; last: string }>(
      "select count(*), count(distinct seq) as distinct, max(seq) as last from records",
    );
    expect(rows[0]?.distinct).toBe(rows[0]?.count);
    expect(rows[0]?.last).toBe(rows[0]?.count);
    const mails = await listOutbox(stack.operator);
    expect(mails.filter(({ subject }) => subject.includes("asks to begin syncing"))).toHaveLength(
      1,
    );
    const { items } = await listTimeline(customer, { id, limit: 50 });
    expect(items.map(({ kind }) => kind).toReversed()).toEqual([
      "connection_created",
      "token_saved",
      "token_promoted",
      "check_done",
      "sync_requested",
      "sync_approved",
      "sync_started",
      "custom_fields_catalogued",
      "sync_done",
    ]);
  });

  it("estimates again if a token may read other models, but not for a new token that reads the same models", async () => {
    const { customer, connectionId: id } = await stack.addParty("Umbrella");
    const { token, accountId } = stack.sandbox.createAccount({
      name: "Few",
      view: ["company", "enduser"],
    });
    const estimateOf = (model: string, records: number) =>
      waitFor(
        async () => {
          const { state, models } = await getEstimate(customer, { id });
          return (
            state === "ready" && models.find((one) => one.model === model)?.records === records
          );
        },
        { timeoutMs: 20_000, what: `an estimate of ${records} for ${model}` },
      );
    expect((await save(customer, id, token)).verdict?.kind).toBe("connected_partially");
    await estimateOf("license", 0);
    stack.sandbox.setView(accountId, "all");
    await stack.checkDone(customer, (await createCheck(customer, { id })).id);
    await estimateOf("license", 400);
    const before = await getEstimate(customer, { id });
    await save(customer, id, stack.sandbox.addToken(accountId));
    expect(await getEstimate(customer, { id })).toEqual(before);
  });

  it("recognizes the same token pasted again, and asks nobody to remove it", async () => {
    const { customer, connectionId: id } = await stack.addParty("Initech");
    const { token } = stack.sandbox.createAccount({ name: "Twice", view: "all" });
    await save(customer, id, token);
    await save(customer, id, ` Bearer ${token} `);
    const { items } = await listTimeline(customer, { id, limit: 50 });
    const promoted = items.filter(({ kind }) => kind === "token_promoted");
    expect(promoted.map(({ title }) => title)).toEqual(["Token in use", "Token in use"]);
    const { rows } = await queryAsOwner<{ slot: string }>(
      `select slot from credentials where connection_id = '${id}' and slot is not null`,
    );
    expect(rows).toEqual([{ slot: "active" }]);
  });

  it("gives a revoked token the verdict token_rejected, and keeps the active token in use", async () => {
    const { customer, connectionId: id } = stack.acme;
    const { token, accountId } = stack.sandbox.createAccount({
      name: "Revoked",
      view: "all",
    });
    stack.sandbox.revokeTokens(accountId);
    const check = await save(customer, id, token);
    expect(check.verdict?.kind).toBe("token_rejected");
    expect(await getConnection(customer, { id })).toMatchObject({
      state: "connected",
      verdict: "connected",
      candidate: null,
    });
  });

  it("names the missing permission, keeps the token, and connects once the permission is given", async () => {
    const { customer, connectionId: id } = stack.globex;
    const { token, accountId } = stack.sandbox.createAccount({
      name: "No endusers",
      view: ["company", "license"],
    });
    const check = await save(customer, id, token);
    expect(check.verdict).toMatchObject({ kind: "missing_permissions", models: ["enduser"] });
    expect(await getConnection(customer, { id })).toMatchObject({
      state: "needs_customer",
      verdict: "missing_permissions",
      candidate: { verdict: "missing_permissions" },
    });
    stack.sandbox.setView(accountId, "all");
    const again = await createCheck(customer, { id });
    expect((await stack.checkDone(customer, again.id)).verdict?.kind).toBe("connected");
    expect(await getConnection(customer, { id })).toMatchObject({
      state: "connected",
      candidate: null,
    });
    await waitFor(
      async () =>
        (await listOutbox(stack.operator)).some(
          ({ to, subject }) => to === "ada@globex.example" && subject.includes("End User"),
        ),
      {
        timeoutMs: 10_000,
        what: "the mail to the customer",
      },
    );
  });

  it("names Planhat as the cause of an outage, and tests the kept candidate by itself when Planhat is back", async () => {
    const { customer, connectionId: id } = stack.globex;
    const { token } = stack.sandbox.createAccount({ name: "Second", view: "all" });
    stack.sandbox.setFaults([{ kind: "status", status: 503 }]);
    const check = await save(customer, id, token);
    expect(["planhat_down", "unreachable"]).toContain(check.verdict?.kind);
    expect(await getConnection(customer, { id })).toMatchObject({
      state: "connected",
      candidate: { verdict: check.verdict?.kind },
    });
    stack.sandbox.clearFaults();
    await waitFor(async () => (await getConnection(customer, { id })).candidate === null, {
      timeoutMs: 25_000,
      what: "the candidate to be promoted",
    });
    expect(await getConnection(customer, { id })).toMatchObject({
      state: "connected",
      lastFour: token.slice(-4),
    });
  });

  it("finds the region if none is named, and says so if a wrong one is named", async () => {
    const { customer, connectionId: id } = await stack.addParty("Nordlys");
    const { token } = stack.sandbox.createAccount({
      name: "EU",
      view: "all",
      tenant: "nordlys",
    });
    const named = await saveToken(customer, { id, token, host: "api" });
    expect((await stack.checkDone(customer, named.checkId)).verdict?.kind).toBe("wrong_region");
    const again = await stack.checkDone(customer, (await createCheck(customer, { id })).id);
    expect([again.verdict?.kind, again.host]).toEqual(["connected", "api-eu"]);
    const check = await save(customer, id, token);
    expect([check.verdict?.kind, check.host]).toEqual(["connected", "api-eu"]);
  });

  it("finishes ten waiting checks after the queue was emptied, and continues its sweeps", async () => {
    await stopWorker();
    const waiting: { ctx: ServiceContext; checkId: string }[] = [];
    for (let n = 0; n < 10; n += 1) {
      const { connectionId: id, customer: ctx } = await stack.addParty(`Tenant ${n}`);
      const { token } = stack.sandbox.createAccount({ name: `Account ${n}`, view: "all" });
      waiting.push({ ctx, ...(await saveToken(ctx, { id, token })) });
    }
    await emptyQueues(stack.queue);
    stopWorker = await stack.startWorker();
    for (const { ctx, checkId } of waiting)
      expect((await stack.checkDone(ctx, checkId)).verdict?.kind).toBe("connected");

    await emptyQueues(stack.queue);
    await queryAsOwner("update connections set next_check_at = now()");
    await waitFor(
      async () => {
        const { rows } = await queryAsOwner<{ n: string }>(
          "select count(*) as n from checks where trigger = 'scheduled' and verdict = 'connected'",
        );
        return Number(rows[0]?.n) >= 10;
      },
      { timeoutMs: 20_000, what: "the next scheduled checks" },
    );
  });

  it("starts a due check without a notification, as after a lost one", async () => {
    const { rows } = await queryAsOwner<{ id: string }>(
      `insert into checks (tenant_id, connection_id, credential_id, trigger, models)
       select tenant_id, connection_id, id, 'scheduled', '{company}' from credentials
       where connection_id = '${stack.globex.connectionId}' and slot = 'active' returning id`,
    );
    const check = await stack.checkDone(stack.globex.customer, rows[0]?.id ?? "");
    expect(check.verdict?.kind).toBe("connected");
  });

  it("destroys every sealed token when disconnected", async () => {
    const { customer, connectionId: id } = stack.globex;
    expect(await disconnectConnection(customer, { id })).toMatchObject({
      state: "disconnected",
      nextCheckAt: null,
    });
    const { rows } = await queryAsOwner<{ n: string }>(
      `select count(*) as n from credentials where connection_id = '${id}' and sealed is not null`,
    );
    expect(rows[0]?.n).toBe("0");
  });

  it("logs no token", () => {
    // Each token of the sandbox has over 300 letters and digits in a row. No other logged text has such a row.
    const text = stack.logLines.join("\n");
    expect(text.length).toBeGreaterThan(1000);
    expect(text).not.toMatch(/[A-Za-z0-9]{120}/);
  });

  async function queryAsOwner<Row extends Record<string, unknown>>(text: string) {
    const client = new Client({ connectionString: stack.database.ownerUrl });
    await client.connect();
    try {
      return await client.query<Row>(text);
    } finally {
      await client.end();
    }
  }
});
