import { confirmConnection, createCheck } from "@churned/services/check";
import {
  disconnectConnection,
  pauseConnection,
  resumeConnection,
} from "@churned/services/connection";
import { listInboxItems } from "@churned/services/inbox";
import { getConnection, getSync, listChecks, listTimeline } from "@churned/services/reading";
import { approveSyncRequest, createSyncRequest } from "@churned/services/sync";
import { saveToken } from "@churned/services/token";
import type { ServiceContext } from "@churned/services/context";
import { waitFor } from "@churned/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecords } from "./testing/read-records.ts";
import type { Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

describe("a check", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack("postgresql");
    await stack.startWorker();
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });

  async function save(ctx: ServiceContext, id: string, token: string, host?: string) {
    const { checkId } = await saveToken(ctx, { id, token, host });
    return await stack.checkDone(ctx, checkId);
  }
  async function test(ctx: ServiceContext, id: string) {
    return await stack.checkDone(ctx, (await createCheck(ctx, { id })).id);
  }
  async function sync(id: string, customer: ServiceContext) {
    const request = await createSyncRequest(customer, { id });
    const { syncId } = await approveSyncRequest(stack.operator, request);
    return await waitFor(
      async () => {
        const found = await getSync(customer, { id: syncId });
        return found.doneAt === null ? undefined : found;
      },
      { timeoutMs: 30_000, what: "the sync to end" },
    );
  }

  it("shows which Planhat the token reads, even if the token lacks permissions", async () => {
    const { customer, connectionId: id } = await stack.addParty("Identity");
    const { token } = stack.sandbox.createAccount({ name: "a", view: ["company", "user"] });
    const check = await save(customer, id, token);
    expect(check.verdict?.kind).toBe("missing_permissions");
    // The verdict names missing optional models too, so that one visit to Planhat adds all permissions.
    const boxes = check.verdict?.remedyIn.new.join(" ");
    for (const box of ["End User", "License", "NPS"]) expect(boxes).toContain(box);
    expect(boxes).not.toContain("Service Accounts");
    expect(check.planhat).toMatchObject({
      companies: 250,
      companyNames: [expect.any(String), expect.any(String), expect.any(String)],
      mailDomains: [expect.stringContaining(".")],
    });
    // No token is in use yet, so it is not known to which Planhat the connection belongs.
    expect((await getConnection(customer, { id })).planhat).toBeNull();
  });

  it("names the person who asked for it on the timeline, and marks an operator as Churned's for the customer", async () => {
    const { customer, connectionId: id } = await stack.addParty("Signed");
    const { token } = stack.sandbox.createAccount({ name: "a", view: "all" });
    await save(customer, id, token);
    await test(stack.operator, id);
    const signers = async (ctx: ServiceContext) =>
      (await listTimeline(ctx, { id, limit: 50 })).items
        .filter(({ kind }) => kind === "check_done")
        .map(({ actor }) => actor);
    expect(await signers(stack.operator)).toEqual(["Operator", "Ada"]);
    expect(await signers(customer)).toEqual(["Operator (Churned)", "Ada"]);
  });

  it("sends one request for each model and one for the lean list, and stores these requests", async () => {
    const { customer, connectionId: id } = await stack.addParty("Evidence");
    const { token, accountId } = stack.sandbox.createAccount({ name: "a", view: "all" });
    const check = await save(customer, id, token);
    const sent = stack.sandbox.listRequests(accountId);
    expect(sent).toHaveLength(check.models.length + 1);
    expect(check.requests.map(({ path }) => path).toSorted()).toEqual(
      sent.map(({ path }) => path).toSorted(),
    );
    for (const request of check.requests)
      expect(request).toMatchObject({
        host: "api",
        method: "GET",
        status: 200,
        attempt: 1,
        answer: "ok",
      });
    expect(JSON.stringify(check)).not.toContain(token.slice(0, 20));
    const [listed] = (await listChecks(customer, { id, limit: 1 })).items;
    expect(listed?.requests).toEqual([]);
  });

  it("shows which requests were retried, why, and after how long", async () => {
    const { customer, connectionId: id } = await stack.addParty("Retries");
    const { token } = stack.sandbox.createAccount({ name: "a", view: "all" });
    stack.sandbox.setFaults([{ kind: "status", status: 503, model: "nps" }]);
    const check = await save(customer, id, token);
    stack.sandbox.clearFaults();
    expect(check.verdict?.kind).toBe("connected");
    expect(check.confidence).toBe("likely");
    expect(check.attempts).toEqual([
      {
        at: expect.any(String),
        reason: expect.stringContaining("planhat_failed"),
        waitMs: expect.any(Number),
      },
    ]);
    const asked = check.requests.filter(({ path }) => path.startsWith("/nps"));
    expect(asked.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 503],
      [2, 503],
    ]);
  });

  it("is not repeated by itself before the time that Planhat set, however often people start it", async () => {
    const { customer, connectionId: id } = await stack.addParty("Patience");
    const { token } = stack.sandbox.createAccount({ name: "a", view: "all" });
    stack.sandbox.setFaults([{ kind: "throttled", retryAfterSeconds: 1_200 }]);
    const begin = Date.now();
    const check = await save(customer, id, token);
    stack.sandbox.clearFaults();
    expect(check.verdict?.kind).toBe("throttled");
    // If a wait would end after the check's deadline, the check does not begin the wait. So the check retried
    // nothing.
    expect(check.requests.every(({ attempt }) => attempt === 1)).toBe(true);
    const { nextCheckAt } = await getConnection(customer, { id });
    expect(Date.parse(nextCheckAt ?? "")).toBeGreaterThanOrEqual(begin + 1_200_000);
  });

  it("asks a person to confirm that the token shows fewer companies, and asks once", async () => {
    const { customer, connectionId: id } = await stack.addParty("Portfolio");
    const { token, accountId } = stack.sandbox.createAccount({ name: "a", view: "all" });
    await save(customer, id, token);
    const nothing = confirmConnection(customer, { id, kind: "restricted_view" });
    await expect(nothing).rejects.toMatchObject({ code: "CONFLICT" });

    const [owner] = await ownersOf(token);
    stack.sandbox.setPortfolio(accountId, owner ?? "");
    // The list of companies and the lean list (`/leancompanies`) both lack these companies. So they are gone from
    // Planhat, and the customer is asked nothing.
    expect((await test(customer, id)).verdict?.kind).toBe("connected");
    stack.sandbox.setConventions({ leanCompanies: "all" });
    const check = await test(customer, id);
    expect(check.verdict).toMatchObject({ kind: "restricted_view", models: ["company"] });
    expect(check.probes.find(({ model }) => model === "company")).toMatchObject({
      outcome: "restricted",
      detail: expect.stringMatching(/^Shows \d+ of 250$/),
    });
    expect(await getConnection(customer, { id })).toMatchObject({
      state: "needs_customer",
      verdict: "restricted_view",
    });

    await confirmConnection(customer, { id, kind: "restricted_view" });
    await confirmConnection(customer, { id, kind: "restricted_view" });
    await waitFor(async () => (await getConnection(customer, { id })).state === "connected", {
      timeoutMs: 10_000,
      what: "the confirmed view to be accepted",
    });
    expect((await test(customer, id)).verdict?.kind).toBe("connected");
    stack.sandbox.setConventions({ leanCompanies: "seen" });
    const { items } = await listTimeline(customer, { id, limit: 50 });
    expect(items.filter(({ kind }) => kind === "confirmed")).toHaveLength(1);
  });

  it("reports a rejection as likely while another region fails, and destroys the token only when all regions reject it", async () => {
    const { customer, connectionId: id } = await stack.addParty("Doubted");
    const { token, accountId } = stack.sandbox.createAccount({ name: "a", view: "all" });
    stack.sandbox.revokeTokens(accountId);
    stack.sandbox.setFaults([{ kind: "firewall", shape: "code", host: "api-eu" }]);
    const check = await save(customer, id, token);
    expect(check).toMatchObject({
      confidence: "likely",
      verdict: {
        kind: "token_rejected",
        destroysToken: false,
        title: "The Planhat regions that answered do not know this token",
        explanation: expect.stringContaining(
          "Rejected by api; a refusal at api-eu that is not Planhat's.",
        ),
      },
    });
    expect((await getConnection(customer, { id })).candidate).not.toBeNull();
    // Operators read the same title.
    const { items } = await listInboxItems(stack.operator, { limit: 100 });
    expect(items.find(({ connection }) => connection.id === id)?.title).toBe(check.verdict?.title);
    stack.sandbox.clearFaults();
    await waitFor(
      async () => (await getConnection(customer, { id })).candidate === null || undefined,
      {
        timeoutMs: 30_000,
        what: "every region to reject it",
      },
    );
    expect((await getConnection(customer, { id })).state).toBe("awaiting_token");
  });

  it("finds the region of a new customer's token while the first region fails", async () => {
    const { token } = stack.sandbox.createAccount({ name: "a", view: "all", host: "api-eu" });
    for (const fault of [
      { kind: "down" },
      { kind: "firewall", shape: "empty" },
      { kind: "status", status: 503 },
    ] as const) {
      const { customer, connectionId: id } = await stack.addParty(`Abroad ${fault.kind}`);
      stack.sandbox.setFaults([{ ...fault, host: "api" }]);
      const check = await save(customer, id, token);
      expect(check).toMatchObject({ host: "api-eu", verdict: { kind: "connected" } });
    }
    stack.sandbox.clearFaults();
  });

  it("asks whether a Planhat without any record is new, before the first sync", async () => {
    const { customer, connectionId: id } = await stack.addParty("Empty");
    const { token, accountId } = stack.sandbox.createAccount({ name: "a", view: "all" });
    stack.sandbox.setFaults([{ kind: "empty_page", accountId }]);
    const { verdict, confidence } = await save(customer, id, token);
    expect(verdict).toMatchObject({ kind: "restricted_view", models: ["company", "enduser"] });
    expect(verdict?.title).toBe("The token works, but shows no Company and End User");
    expect(confidence).toBe("likely");
    await expect(createSyncRequest(customer, { id })).rejects.toMatchObject({ code: "CONFLICT" });
    const { items } = await listInboxItems(stack.operator, { limit: 100 });
    expect(items.find(({ connection }) => connection.id === id)?.title).toBe(verdict?.title);
    await confirmConnection(customer, { id, kind: "restricted_view" });
    await waitFor(async () => (await getConnection(customer, { id })).state === "connected", {
      timeoutMs: 10_000,
      what: "the empty Planhat to be accepted",
    });
    stack.sandbox.clearFaults();
  });

  it("accepts a token of a different Planhat if no data has landed yet", async () => {
    const { customer, connectionId: id } = await stack.addParty("Mistaken");
    const wrong = stack.sandbox.createAccount({ name: "a", view: "all", tenant: "nordlys" });
    await save(customer, id, wrong.token);
    const right = stack.sandbox.createAccount({ name: "b", view: "all" });
    expect((await save(customer, id, right.token)).verdict?.kind).toBe("connected");
    expect(await getConnection(customer, { id })).toMatchObject({
      lastFour: right.token.slice(-4),
      planhat: { companies: 250 },
    });
    // The earlier token showed a larger Planhat. The smaller Planhat must still not look as if it hid records.
    expect((await save(customer, id, wrong.token)).verdict?.kind).toBe("connected");
  });

  it("asks before it accepts a token of a different Planhat during a first sync, and then restarts the sync", async () => {
    const { customer, connectionId: id } = await stack.addParty("First sync");
    const first = stack.sandbox.createAccount({ name: "a", view: "all", tenant: "nordlys" });
    await save(customer, id, first.token);
    const { accountId } = first;
    stack.sandbox.setFaults([{ kind: "slow", delayMs: 3_000, accountId }]);
    const request = await createSyncRequest(customer, { id });
    const { syncId } = await approveSyncRequest(stack.operator, request);
    await waitFor(async () => (await getSync(customer, { id: syncId })).state === "running", {
      timeoutMs: 10_000,
      what: "the sync to begin",
    });
    const second = stack.sandbox.createAccount({ name: "b", view: "all" });
    expect((await save(customer, id, second.token)).verdict?.kind).toBe("different_planhat");
    const reason = "The first one was a mistake.";
    await confirmConnection(stack.operator, { id, kind: "different_planhat", reason });
    await waitFor(async () => (await getConnection(customer, { id })).freshAt !== null, {
      timeoutMs: 20_000,
      what: "the new Planhat to be read",
    });
    stack.sandbox.clearFaults();
    expect((await getSync(customer, { id: syncId })).state).toBe("cancelled");
    const { items } = await readRecords(customer, { id, limit: 1_000 });
    const live = items.filter(({ model, data }) => model === "company" && data !== null);
    expect(live).toHaveLength(250);
  });

  it("detects a smaller view from a lean list that arrives after the verdict", async () => {
    const sizes = { company: 3_000, enduser: 3_000, user: 18 };
    const [wide] = stack.sandbox.addTenants({ key: "wide", sizes });
    const { token = "", accountId = "" } = wide ?? {};
    const { customer, connectionId: id } = await stack.addParty("Late list");
    await save(customer, id, token);
    const [owner] = await ownersOf(token);
    stack.sandbox.setPortfolio(accountId, owner ?? "");
    stack.sandbox.setConventions({ leanCompanies: "all" });
    stack.sandbox.setFaults([{ kind: "slow", delayMs: 1_500, path: "/leancompanies" }]);
    const { id: checkId } = await createCheck(customer, { id });
    expect((await stack.checkDone(customer, checkId)).verdict?.kind).toBe("connected");
    await waitFor(
      async () => (await getConnection(customer, { id })).verdict === "restricted_view",
      { timeoutMs: 10_000, what: "the verdict to be amended" },
    );
    stack.sandbox.clearFaults();
    stack.sandbox.setConventions({ leanCompanies: "seen" });
  });

  it("stores no late answer for a connection that was disconnected in the meantime", async () => {
    const { customer, connectionId: id } = await stack.addParty("Gone");
    const { token, accountId } = stack.sandbox.createAccount({ name: "a", view: "all" });
    stack.sandbox.setFaults([{ kind: "slow", delayMs: 4_000, path: "/leancompanies", accountId }]);
    const check = await save(customer, id, token);
    expect(check.planhat?.companyNames).not.toEqual([]);
    await disconnectConnection(customer, { id, data: "erase" });
    const readNewest = async () => (await listChecks(customer, { id, limit: 1 })).items[0];
    await waitFor(async () => (await readNewest())?.planhat === null || undefined, {
      timeoutMs: 3_000,
      what: "the stored identity of Planhat to be erased",
    });
    await waitFor(
      () =>
        stack.sandbox.listRequests(accountId).some(({ path }) => path.includes("leancompanies")) ||
        undefined,
      { timeoutMs: 10_000, what: "the lean list to come" },
    );
    stack.sandbox.clearFaults();
    await waitFor(
      async () =>
        (await listTimeline(customer, { id, limit: 50 })).items.some(
          ({ kind }) => kind === "data_erased",
        ),
      { timeoutMs: 10_000, what: "the records to be erased" },
    );
    // The worker finishes the late check before this later check. So the end of the later check shows that the worker
    // has handled the late answer.
    const next = await stack.addParty("Next");
    await save(next.customer, next.connectionId, token);
    expect(await readNewest()).toMatchObject({ planhat: null, requests: [] });
  });

  it("tests a kept candidate at once when its connection is resumed, and still waits for the customer", async () => {
    const { customer, connectionId: id } = await stack.addParty("Resumed");
    const { token } = stack.sandbox.createAccount({ name: "a", view: ["company"] });
    const before = await save(customer, id, token);
    expect(before.verdict?.kind).toBe("missing_permissions");
    const reason = "Asked for.";
    await pauseConnection(stack.operator, { id, reason });
    expect(await resumeConnection(stack.operator, { id, reason })).toMatchObject({
      state: "needs_customer",
    });
    const [newest] = (await listChecks(customer, { id, limit: 1 })).items;
    expect(newest?.id).not.toBe(before.id);
    expect((await stack.checkDone(customer, newest?.id ?? "")).verdict?.kind).toBe(
      "missing_permissions",
    );
  });

  it("accepts a token of a different Planhat only after an operator confirms, and then replaces all records", async () => {
    const { customer, connectionId: id } = await stack.addParty("Moves");
    const first = stack.sandbox.createAccount({ name: "a", view: "all", tenant: "nordlys" });
    await save(customer, id, first.token);
    await sync(id, customer);
    const before = await readRecords(customer, { id, limit: 1000 });
    expect(before.items.length).toBeGreaterThan(100);

    const second = stack.sandbox.createAccount({ name: "b", view: "all" });
    expect((await save(customer, id, second.token)).verdict?.kind).toBe("different_planhat");
    const waiting = await getConnection(customer, { id });
    expect(waiting).toMatchObject({
      state: "connected",
      lastFour: first.token.slice(-4),
      candidate: { verdict: "different_planhat" },
    });
    const yes = { id, kind: "different_planhat", reason: "They merged two Planhats." } as const;
    await expect(confirmConnection(customer, yes)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { reason: _, ...withoutReason } = yes;
    await expect(confirmConnection(stack.operator, withoutReason)).rejects.toMatchObject({
      code: "VALIDATION",
    });
    await confirmConnection(stack.operator, yes);
    await waitFor(async () => (await getConnection(customer, { id })).candidate === null, {
      timeoutMs: 10_000,
      what: "the token to be promoted",
    });
    expect(await getConnection(customer, { id })).toMatchObject({
      state: "connected",
      lastFour: second.token.slice(-4),
      planhat: { companies: 250 },
    });
    // A program that follows the changes receives a tombstone (a record without data, marked as deleted) for every
    // record.
    const last = before.items.at(-1)?.seq ?? 0;
    const limit = before.items.length;
    const after = await readRecords(customer, { id, limit, since: last });
    expect(after.items).toHaveLength(limit);
    for (const item of after.items) expect(item).toMatchObject({ data: null });
    const { items } = await listTimeline(customer, { id, limit: 50 });
    expect(items.map(({ kind }) => kind)).toContain("started_afresh");
    // The new Planhat is read at once, without regard to the schedule.
    await waitFor(async () => (await getConnection(customer, { id })).freshAt !== null, {
      timeoutMs: 20_000,
      what: "the new Planhat to be read",
    });
    expect((await getConnection(customer, { id })).state).toBe("connected");
    // The confirmation applies only to this token. The earlier Planhat now counts as the different Planhat.
    expect((await save(customer, id, first.token)).verdict?.kind).toBe("different_planhat");
  });

  it("shows only operators that two connections have the same token", async () => {
    const [one, two] = [await stack.addParty("Twin one"), await stack.addParty("Twin two")];
    const { token } = stack.sandbox.createAccount({ name: "a", view: "all" });
    for (const party of [one, two]) await save(party.customer, party.connectionId, token);
    expect((await getConnection(stack.operator, { id: one.connectionId })).sharedToken).toEqual({
      connections: [{ id: two.connectionId, name: expect.any(String), tenantName: "Twin two" }],
    });
    const seen = await getConnection(one.customer, { id: one.connectionId });
    expect(seen.sharedToken).toBeNull();
  });

  async function ownersOf(token: string): Promise<string[]> {
    const answer = await fetch(`${stack.sandbox.baseUrl()}/companies?limit=5000&select=owner`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const rows = (await answer.json()) as { owner: string }[];
    return [...new Set(rows.map(({ owner }) => owner))];
  }
});
