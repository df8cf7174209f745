import type { Sync } from "@churned/domain/wire";
import { pauseConnection } from "@churned/services/connection";
import { getConnection, getSync, listTimeline } from "@churned/services/reading";
import { approveSyncRequest, cancelSync, createSyncRequest } from "@churned/services/sync";
import { saveToken } from "@churned/services/token";
import { waitFor } from "@churned/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Party, Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

describe("a sync", () => {
  let stack: Stack;
  let party: Party;
  let accountId: string;
  let parties = 0;

  beforeAll(async () => {
    stack = await startStack("postgresql");
    await stack.startWorker();
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });
  // Each test has its own tenant, connected and ready to be synced.
  beforeEach(async () => {
    stack.sandbox.clearFaults();
    parties += 1;
    party = await stack.addParty(`Tenant ${parties}`);
    const account = stack.sandbox.createAccount({ name: "Churned", view: "all" });
    accountId = account.accountId;
    const { customer, connectionId: id } = party;
    const { checkId } = await saveToken(customer, { id, token: account.token });
    await stack.checkDone(customer, checkId);
  });

  const begin = async (): Promise<string> => {
    const { customer, connectionId: id } = party;
    return (await approveSyncRequest(stack.operator, await createSyncRequest(customer, { id })))
      .syncId;
  };
  const until = (id: string, what: string, is: (sync: Sync) => boolean): Promise<Sync> =>
    waitFor(
      async () => {
        const sync = await getSync(party.customer, { id });
        return is(sync) ? sync : undefined;
      },
      { timeoutMs: 30_000, what },
    );
  const ended = (id: string): Promise<Sync> =>
    until(id, "the sync to end", ({ doneAt }) => doneAt !== null);
  const streamOf = (sync: Sync, model: string) =>
    sync.streams.find((stream) => stream.model === model);

  it("continues without an optional model that it may no longer read, and says so", async () => {
    const models = [
      "company",
      "enduser",
      "license",
      "churn",
      "conversation",
      "ticket",
      "task",
      "invoice",
      "opportunity",
      "user",
      "customfield",
    ] as const;
    stack.sandbox.setView(accountId, [...models]);
    const sync = await ended(await begin());
    expect(sync).toMatchObject({ state: "succeeded_with_gaps", reason: "NPS could not be read." });
    expect(streamOf(sync, "nps")).toMatchObject({ state: "denied", fetched: 0 });
    expect(streamOf(sync, "customfield")).toMatchObject({ state: "succeeded" });
    const { items } = await listTimeline(party.customer, { id: party.connectionId, limit: 20 });
    expect(items.map(({ title }) => title)).toContain("NPS could not be read");
  });

  it("says what it waits for and until when while Planhat throttles, and continues by itself", async () => {
    stack.sandbox.setFaults([{ kind: "status", status: 429, model: "license" }]);
    const id = await begin();
    const waiting = await until(
      id,
      "the licenses to wait",
      (sync) => streamOf(sync, "license")?.state === "waiting",
    );
    const license = streamOf(waiting, "license");
    expect(license?.waitingFor).toBe("Planhat's quota");
    expect(Date.parse(license?.waitingUntil ?? "")).toBeGreaterThan(Date.now() - 60_000);
    expect(streamOf(waiting, "enduser")).toMatchObject({ state: "succeeded" });
    stack.sandbox.clearFaults();
    const done = await ended(id);
    expect(done).toMatchObject({ state: "succeeded", reason: null });
    expect(streamOf(done, "license")).toMatchObject({ waitingFor: null, waitingUntil: null });
  });

  it("stops when it is cancelled, even during a long wait", async () => {
    stack.sandbox.setFaults([{ kind: "status", status: 503, model: "license" }]);
    const id = await begin();
    await until(id, "the sync to wait", ({ state }) => state === "waiting");
    await cancelSync(stack.operator, { id, reason: "Asked by the customer." });
    const sync = await ended(id);
    expect(sync.state).toBe("cancelled");
    expect(streamOf(sync, "company")).toMatchObject({ state: "succeeded" });
    expect(streamOf(sync, "license")).toMatchObject({ state: "cancelled" });
  });

  it("ends when its connection is paused", async () => {
    stack.sandbox.setFaults([{ kind: "slow", delayMs: 500 }]);
    const id = await begin();
    await until(
      id,
      "the first stream to be done",
      (sync) => streamOf(sync, "company")?.state === "succeeded",
    );
    await pauseConnection(stack.operator, {
      id: party.connectionId,
      reason: "Asked by the customer.",
    });
    expect((await ended(id)).state).toBe("cancelled");
  });

  it("waits for a working token when its own is revoked; the connection is broken only after two failed tests", async () => {
    stack.sandbox.setFaults([{ kind: "slow", delayMs: 300 }]);
    const id = await begin();
    await until(
      id,
      "the first stream to be done",
      (sync) => streamOf(sync, "company")?.state === "succeeded",
    );
    stack.sandbox.revokeTokens(accountId);
    stack.sandbox.clearFaults();
    const waiting = await until(id, "the sync to wait", ({ state }) => state === "waiting");
    expect(waiting.reason).toBe("Waiting for a working token.");
    const connection = await waitFor(
      async () => {
        const found = await getConnection(party.customer, { id: party.connectionId });
        return found.state === "needs_customer" ? found : undefined;
      },
      { timeoutMs: 30_000, what: "the connection to need its customer" },
    );
    expect(connection.verdict).toBe("token_rejected");
    await cancelSync(stack.operator, { id, reason: "Asked by the customer." });
    await ended(id);
  });

  it("survives the loss of every database connection", async () => {
    stack.sandbox.setFaults([{ kind: "slow", delayMs: 200 }]);
    const id = await begin();
    await until(
      id,
      "the first stream to be done",
      (sync) => streamOf(sync, "company")?.state === "succeeded",
    );
    const client = new Client({ connectionString: stack.database.ownerUrl });
    await client.connect();
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'churned_worker' and datname = current_database()",
    );
    await client.end();
    stack.sandbox.clearFaults();
    const sync = await ended(id);
    expect(sync.state).toBe("succeeded");
    const truth = stack.sandbox.listTenants().find(({ key }) => key === "acme")?.records ?? {};
    expect(sync.streams.map(({ model, fetched }) => [model, fetched])).toEqual(
      sync.streams.map(({ model }) => [model, truth[model] ?? 0]),
    );
  });
});
