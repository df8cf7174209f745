import type { Sync } from "@churned/domain/wire";
import { listOutbox } from "@churned/services/notification";
import { getConnection, getSync, listTimeline } from "@churned/services/reading";
import {
  approveSyncRequest,
  cancelSync,
  createSync,
  createSyncRequest,
  keepRecords,
  listHeldDeletions,
  releaseDeletes,
} from "@churned/services/sync";
import { saveToken } from "@churned/services/token";
import { waitFor } from "@churned/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readRecords } from "./testing/read-records.ts";
import type { Party, Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

// Each test runs up to five complete syncs.
describe("a sync of records that changed", { timeout: 120_000 }, () => {
  let stack: Stack;
  let party: Party;
  let accountId: string;
  let owner: Client;
  let parties = 0;

  beforeAll(async () => {
    stack = await startStack("postgresql");
    await stack.startWorker();
    owner = new Client({ connectionString: stack.database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await stack[Symbol.asyncDispose]();
  });
  // Each test has its own connection, which has been synced once. Planhat's data is as the sandbox created it.
  beforeEach(async () => {
    stack.sandbox.reset();
    parties += 1;
    party = await stack.addParty(`Tenant ${parties}`);
    const account = stack.sandbox.createAccount({ name: "Churned", view: "all" });
    accountId = account.accountId;
    const { customer, connectionId: id } = party;
    const { checkId } = await saveToken(customer, { id, token: account.token });
    await stack.checkDone(customer, checkId);
    const request = await createSyncRequest(customer, { id });
    await ended((await approveSyncRequest(stack.operator, request)).syncId);
  });

  const ended = (id: string): Promise<Sync> =>
    waitFor(
      async () => {
        const sync = await getSync(party.customer, { id });
        return sync.doneAt === null ? undefined : sync;
      },
      { timeoutMs: 60_000, what: "the sync to end" },
    );
  const sync = async (mode: "full" | "incremental" = "full"): Promise<Sync> => {
    // The calls of earlier syncs no longer count, as if a minute had passed. Else this sync would wait for the budget.
    await owner.query(
      `update budgets set state = jsonb_set(state, '{starts}', '{"probe": [], "page": []}') where id = $1`,
      [party.connectionId],
    );
    return await ended((await createSync(stack.operator, { id: party.connectionId, mode })).id);
  };
  const streamOf = (of: Sync, model: string) => of.streams.find((one) => one.model === model);
  const idsOf = async (model: string): Promise<string[]> =>
    (
      await owner.query<{ id: string }>(
        "select planhat_id as id from records where connection_id = $1 and model = $2 and deleted_at is null order by 1",
        [party.connectionId, model],
      )
    ).rows.map(({ id }) => id);
  const changesSince = async (since: number) =>
    (await readRecords(stack.operator, { id: party.connectionId, since, limit: 1_000 })).items.map(
      ({ seq, planhatId, deletedAt }) => ({
        seq,
        planhatId,
        isDeleted: deletedAt !== null,
      }),
    );
  const lastSeq = async (): Promise<number> =>
    Number(
      (
        await owner.query<{ seq: string }>(
          "select last_seq as seq from connections where id = $1",
          [party.connectionId],
        )
      ).rows[0]?.seq,
    );
  const waiting = async () =>
    (
      await listHeldDeletions(stack.operator, {
        state: "waiting",
        connectionId: party.connectionId,
        limit: 10,
      })
    ).items;
  const mailsAbout = async (subject: string) =>
    (await listOutbox(stack.operator)).filter((mail) =>
      mail.subject.startsWith(`Tenant ${parties}: ${subject}`),
    );

  /** Hides 12 of the 250 companies and their records: too few to exceed the limit on the share of missing records. */
  const narrowBySome = async (): Promise<readonly string[]> => {
    const [user = "", other = ""] = await idsOf("user");
    const companies = await idsOf("company");
    for (const [n, id] of companies.entries())
      stack.sandbox.changeRecord({ model: "company" }, id, { owner: n < 12 ? other : user });
    stack.sandbox.setPortfolio(accountId, user);
    return companies.slice(0, 12);
  };

  it("removes a few missing records as changes that a reader sees, and restores records that come back", async () => {
    const [first = "", , third = ""] = await idsOf("enduser");
    const since = await lastSeq();
    stack.sandbox.removeRecord({ model: "enduser" }, first);
    stack.sandbox.removeRecord({ model: "enduser" }, third);
    const pass = await sync();
    expect(streamOf(pass, "enduser")).toMatchObject({
      deleted: 2,
      held: 0,
      inserted: 0,
      updated: 0,
    });
    expect(await changesSince(since)).toEqual([
      { seq: since + 1, planhatId: first, isDeleted: true },
      { seq: since + 2, planhatId: third, isDeleted: true },
    ]);
    stack.sandbox.reset();
    const account = stack.sandbox.createAccount({ name: "Churned", view: "all" });
    const { checkId } = await saveToken(party.customer, {
      id: party.connectionId,
      token: account.token,
    });
    await stack.checkDone(party.customer, checkId);
    const again = await sync();
    expect(streamOf(again, "enduser")).toMatchObject({ updated: 2, deleted: 0 });
    expect(await changesSince(since + 2)).toEqual([
      { seq: since + 3, planhatId: first, isDeleted: false },
      { seq: since + 4, planhatId: third, isDeleted: false },
    ]);
  });

  it("removes nothing when a portfolio was narrowed, asks once, and removes the records when an operator agrees", async () => {
    const before = await lastSeq();
    const companies = await idsOf("company");
    const [user = ""] = await idsOf("user");
    stack.sandbox.setPortfolio(accountId, user);
    const pass = await sync();
    expect(streamOf(pass, "company")?.held).toBeGreaterThan(100);
    await sync();
    expect(await idsOf("company")).toEqual(companies);
    expect((await changesSince(before)).filter(({ isDeleted }) => isDeleted)).toEqual([]);
    const [held, ...others] = await waiting();
    expect(others).toEqual([]);
    expect(held?.question).toMatch(/no longer shows a large part.* of 250 in Company/);
    expect(await mailsAbout("many records are missing")).toHaveLength(1);
    const { items } = await listTimeline(stack.operator, { id: party.connectionId, limit: 50 });
    expect(items.filter(({ kind }) => kind === "deletes_held")).toHaveLength(1);

    const reason = "The customer moved these to another account.";
    await releaseDeletes(stack.operator, { id: party.connectionId, reason });
    const left = companies.length - (streamOf(pass, "company")?.held ?? 0);
    await waitFor(async () => (await idsOf("company")).length === left || undefined, {
      timeoutMs: 20_000,
      what: "the companies to be removed",
    });
    // The operator has answered, so the operator is not asked again about the same records.
    expect(streamOf(await sync(), "company")).toMatchObject({ held: 0, deleted: 0 });
    expect(await waiting()).toEqual([]);
    expect(await mailsAbout("many records are missing")).toHaveLength(1);
  });

  it("removes nothing when a portfolio hides a few companies that the lean list still has, and asks once", async () => {
    const hidden = await narrowBySome();
    stack.sandbox.setConventions({ leanCompanies: "all" });
    const before = await lastSeq();
    const companies = await idsOf("company");
    const pass = await sync();
    expect(streamOf(pass, "company")).toMatchObject({ held: hidden.length, deleted: 0 });
    await sync();
    expect(await idsOf("company")).toEqual(companies);
    expect((await changesSince(before)).filter(({ isDeleted }) => isDeleted)).toEqual([]);
    const [held, ...others] = await waiting();
    expect(others).toEqual([]);
    expect(held?.question).toMatch(/still has companies.* 12 of 250 in Company/);
    expect(await mailsAbout("many records are missing")).toHaveLength(1);
  });

  it("removes the same few companies without asking if the lean list also lacks them", async () => {
    const hidden = await narrowBySome();
    expect(streamOf(await sync(), "company")).toMatchObject({ deleted: hidden.length, held: 0 });
    expect(await waiting()).toEqual([]);
  });

  it("decides by the share of missing records alone if the lean list is forbidden", async () => {
    const hidden = await narrowBySome();
    stack.sandbox.setConventions({ leanCompanies: "all" });
    stack.sandbox.setFaults([{ kind: "denied", path: "/leancompanies" }]);
    expect(streamOf(await sync(), "company")).toMatchObject({
      state: "succeeded",
      deleted: hidden.length,
      held: 0,
    });
  });

  it("removes nothing if the lean list gives no answer, and checks again with the next full pass", async () => {
    const hidden = await narrowBySome();
    stack.sandbox.setFaults([{ kind: "html", path: "/leancompanies" }]);
    expect(streamOf(await sync(), "company")).toMatchObject({
      state: "succeeded",
      deleted: 0,
      held: 0,
    });
    stack.sandbox.clearFaults();
    expect(streamOf(await sync(), "company")).toMatchObject({ deleted: hidden.length });
  });

  it("decides about missing records however long the lean list takes", async () => {
    const hidden = await narrowBySome();
    stack.sandbox.setFaults([{ kind: "slow", delayMs: 4_000, path: "/leancompanies" }]);
    expect(streamOf(await sync(), "company")).toMatchObject({ deleted: hidden.length });
  });

  it("removes no records of any model if companies could not be read", async () => {
    const licenses = await idsOf("license");
    stack.sandbox.removeRecord({ model: "license" }, licenses[0] ?? "");
    stack.sandbox.setFaults([{ kind: "denied", model: "company" }]);
    const pass = await sync();
    expect(pass.state).toBe("failed");
    expect(streamOf(pass, "license")).toMatchObject({ state: "succeeded", deleted: 0, held: 0 });
    expect(await idsOf("license")).toEqual(licenses);
    stack.sandbox.clearFaults();
    await waitFor(
      async () =>
        (await getConnection(party.customer, { id: party.connectionId })).state === "connected",
      { timeoutMs: 20_000, what: "the connection to work again" },
    );
    expect(streamOf(await sync(), "license")).toMatchObject({ deleted: 1 });
  });

  it("stores no watermark of a cancelled sync, because it may have read a different Planhat", async () => {
    const marks = async () =>
      (
        await owner.query(
          "select model, watermark, full_at from watermarks where connection_id = $1 order by model",
          [party.connectionId],
        )
      ).rows;
    const before = await marks();
    stack.sandbox.setFaults([{ kind: "slow", delayMs: 2_000, model: "license" }]);
    const { id } = await createSync(stack.operator, { id: party.connectionId, mode: "full" });
    await waitFor(
      async () =>
        streamOf(await getSync(party.customer, { id }), "enduser")?.state === "succeeded" ||
        undefined,
      { timeoutMs: 20_000, what: "the end users to be read" },
    );
    await cancelSync(stack.operator, { id, reason: "Another Planhat." });
    stack.sandbox.clearFaults();
    expect((await ended(id)).state).toBe("cancelled");
    expect(await marks()).toEqual(before);
  });

  it("keeps asking about models that a later pass did not read, and applies the answer to all models", async () => {
    const [user = ""] = await idsOf("user");
    stack.sandbox.setPortfolio(accountId, user);
    await sync();
    const modelsOf = async () => (await waiting())[0]?.models.map(({ model }) => model).toSorted();
    const asked = await modelsOf();
    expect(asked).toContain("company");
    // Without `updatedAt`, licenses are read completely. All other models are read incrementally in this pass.
    stack.sandbox.setHiddenFields(accountId, ["license.updatedAt"]);
    expect(streamOf(await sync("incremental"), "license")?.held).toBeGreaterThan(20);
    expect(await modelsOf()).toEqual(asked);

    const companies = await idsOf("company");
    const reason = "They were removed on purpose.";
    await releaseDeletes(stack.operator, { id: party.connectionId, reason });
    await waitFor(async () => (await idsOf("company")).length < companies.length || undefined, {
      timeoutMs: 20_000,
      what: "the companies to be removed",
    });
    const pass = await sync();
    expect(pass.streams.every(({ held }) => held === 0)).toBe(true);
    expect(await waiting()).toEqual([]);
  });

  it("does not ask again about records that an operator kept, until they have come back", async () => {
    const companies = await idsOf("company");
    const [user = ""] = await idsOf("user");
    stack.sandbox.setPortfolio(accountId, user);
    await sync();
    const reason = "A mistake in Planhat, being mended.";
    await keepRecords(stack.operator, { id: party.connectionId, reason });
    expect(streamOf(await sync(), "company")).toMatchObject({ held: 0, deleted: 0 });
    expect(await waiting()).toEqual([]);
    expect(await idsOf("company")).toEqual(companies);
    stack.sandbox.setPortfolio(accountId, null);
    await sync();
    const { rows } = await owner.query<{ n: string }>(
      "select count(*) as n from absences where connection_id = $1",
      [party.connectionId],
    );
    expect(rows[0]?.n).toBe("0");
    // Records that came back lose this exemption. If they are missing again, the operator is asked again.
    stack.sandbox.setPortfolio(accountId, user);
    await sync();
    expect(await waiting()).toHaveLength(1);
  });

  it("removes nothing when a list is suddenly empty, and drops the question when the list has records again", async () => {
    const before = await lastSeq();
    const { length } = await idsOf("churn");
    stack.sandbox.setFaults([{ kind: "empty_page", model: "churn" }]);
    const pass = await sync();
    expect(streamOf(pass, "churn")).toMatchObject({ fetched: 0, held: length, deleted: 0 });
    expect((await waiting())[0]?.question).toMatch(/shows nothing where there were records/);
    stack.sandbox.clearFaults();
    await sync();
    expect(await waiting()).toEqual([]);
    expect(await idsOf("churn")).toHaveLength(length);
    expect(await changesSince(before)).toEqual([]);
  });

  it("removes no records of a model whose permission is lost during the pass", async () => {
    const before = await lastSeq();
    const endusers = await idsOf("enduser");
    stack.sandbox.removeRecord({ model: "enduser" }, endusers[0] ?? "");
    stack.sandbox.setFaults([{ kind: "denied", model: "enduser", after: 1 }]);
    const pass = await sync();
    expect(pass.state).toBe("failed");
    expect(streamOf(pass, "enduser")).toMatchObject({ state: "denied", deleted: 0, held: 0 });
    expect((await changesSince(before)).filter(({ isDeleted }) => isDeleted)).toEqual([]);
    expect(await idsOf("enduser")).toEqual(endusers);
  });

  it("reads only changed records, with one call for each model, and writes only these", async () => {
    await sync("incremental");
    const changed = (await idsOf("enduser")).slice(100, 130);
    const since = await lastSeq();
    for (const id of changed)
      stack.sandbox.changeRecord({ model: "enduser" }, id, { position: "Chief of Staff" });
    const pass = await sync("incremental");
    expect(pass.mode).toBe("incremental");
    expect(pass.lastFullAt).not.toBeNull();
    expect(streamOf(pass, "enduser")).toMatchObject({
      mode: "incremental",
      updated: 30,
      inserted: 0,
      requests: 1,
    });
    expect((await changesSince(since)).map(({ planhatId }) => planhatId).toSorted()).toEqual(
      changed,
    );
    expect((await getConnection(party.customer, { id: party.connectionId })).freshAt).toBe(
      pass.startedAt,
    );
  });

  it("reads all records of a model without change times, and says so", async () => {
    stack.sandbox.setHiddenFields(accountId, ["license.updatedAt"]);
    const pass = await sync("incremental");
    expect(streamOf(pass, "license")).toMatchObject({
      mode: "full",
      note: "License does not say when its records changed, so all of it was read.",
      state: "succeeded",
    });
    expect(streamOf(pass, "company")).toMatchObject({ mode: "incremental", note: null });
  });
});
