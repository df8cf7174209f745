import { createCheck } from "@churned/services/check";
import { disconnectConnection, getReceipt } from "@churned/services/connection";
import { createInvitation, listInvitations } from "@churned/services/invitation";
import { listOutbox } from "@churned/services/notification";
import { getConnection, listChecks, listTimeline } from "@churned/services/reading";
import { saveToken } from "@churned/services/token";
import { waitFor } from "@churned/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Party, Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

describe("replacing a token", () => {
  let stack: Stack;
  let stopWorker: () => Promise<void>;
  beforeAll(async () => {
    stack = await startStack("postgresql");
    stopWorker = await stack.startWorker();
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });

  const makeAccount = () => stack.sandbox.createAccount({ name: "Churned", view: "all" });
  async function save({ customer, connectionId: id }: Party, token: string) {
    const { checkId } = await saveToken(customer, { id, token });
    return await stack.checkDone(customer, checkId);
  }
  const read = ({ customer, connectionId: id }: Party) => getConnection(customer, { id });
  const kindsOf = async ({ customer, connectionId: id }: Party) =>
    (await listTimeline(customer, { id, limit: 50 })).items.map(({ kind }) => kind);
  async function asOwner<Row extends Record<string, unknown>>(text: string): Promise<Row[]> {
    const client = new Client({ connectionString: stack.database.ownerUrl });
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }
  /** Makes the tests of replaced tokens due, as if a day had passed. */
  async function proveAgain(): Promise<void> {
    await stopWorker();
    await asOwner("update credentials set next_proof_at = now() where slot = 'retiring'");
    stopWorker = await stack.startWorker();
  }

  const listVerdictMails = ({ connectionId }: Party) =>
    asOwner<{ subject: string; body: string }>(
      `select n.subject, n.body from notifications n
       join checks c on n.cause = 'verdict:' || c.id where c.connection_id = '${connectionId}'`,
    );

  it("asks to remove the old token, reports each day whether it still works, and destroys it once Planhat rejects it", async () => {
    const party = stack.acme;
    const [old, next] = [makeAccount(), makeAccount()];
    await save(party, old.token);
    expect((await read(party)).retiring).toBeNull();
    await save(party, next.token);
    expect(await read(party)).toMatchObject({
      lastFour: next.token.slice(-4),
      retiring: { lastFour: old.token.slice(-4), stillWorks: null },
    });
    const mails = await listOutbox(stack.operator);
    expect(mails.filter(({ subject }) => subject.includes("remove the old"))).toHaveLength(1);

    const callsBefore = stack.sandbox.listRequests(old.accountId).length;
    await proveAgain();
    await waitFor(async () => (await read(party)).retiring?.stillWorks === true, {
      timeoutMs: 20_000,
      what: "the proof that it still works",
    });
    expect(stack.sandbox.listRequests(old.accountId).length).toBe(callsBefore + 1);

    const { state, verdict, checkedAt } = await read(party);
    stack.sandbox.revokeTokens(old.accountId);
    await proveAgain();
    await waitFor(async () => (await read(party)).retiring === null, {
      timeoutMs: 20_000,
      what: "the dead token to be destroyed",
    });
    // The test of a retiring token (replaced, not yet destroyed) does not change the connection's verdict.
    expect(await read(party)).toMatchObject({ state, verdict, checkedAt });
    expect((await kindsOf(party))[0]).toBe("token_destroyed");
    const rows = await asOwner<{ n: string }>(
      `select count(*) as n from credentials where connection_id = '${party.connectionId}' and sealed is not null`,
    );
    expect(rows[0]?.n).toBe("1");
  });

  it("tests a replaced token at the host that accepted it, even if the newer token works at another host", async () => {
    const party = await stack.addParty("Moved");
    await save(party, makeAccount().token);
    await save(party, makeAccount().token);
    await asOwner(`update connections set host = 'api-eu' where id = '${party.connectionId}'`);
    await proveAgain();
    const isTold = await waitFor(
      async () => {
        const { retiring } = await read(party);
        return retiring === null || retiring.stillWorks !== null ? { retiring } : undefined;
      },
      { timeoutMs: 20_000, what: "the proof" },
    );
    expect(isTold.retiring).toMatchObject({ stillWorks: true });
  });

  it("tests the candidate again after an outage, even if the active token works", async () => {
    const party = await stack.addParty("Beside");
    const { connectionId } = party;
    await save(party, makeAccount().token);
    stack.sandbox.setFaults([{ kind: "status", status: 503, host: "api-eu" }]);
    const elsewhere = stack.sandbox.createAccount({ name: "b", view: "all", host: "api-eu" });
    const uncertain = await save(party, elsewhere.token);
    expect(uncertain).toMatchObject({
      confidence: "likely",
      verdict: {
        kind: "token_rejected",
        destroysToken: false,
        explanation: expect.stringContaining(
          "Rejected by api; an error of Planhat's own from api-eu.",
        ),
      },
    });
    // The test of the active token was due at the same time and ends last.
    const [check] = await asOwner<{ id: string }>(
      `insert into checks (tenant_id, connection_id, credential_id, trigger, models)
       select tenant_id, connection_id, credential_id, 'scheduled', models from checks
       where credential_id = (select id from credentials where connection_id = '${connectionId}' and slot = 'active')
       limit 1 returning id`,
    );
    await stack.checkDone(party.customer, check?.id ?? "");
    stack.sandbox.clearFaults();
    await waitFor(async () => (await read(party)).lastFour === elsewhere.token.slice(-4), {
      timeoutMs: 30_000,
      what: "the newer token to be tested again by itself",
    });
  });

  it("recognizes a removed token while another host does not answer", async () => {
    const party = await stack.addParty("Removed meanwhile");
    const { customer, connectionId: id } = party;
    const { token, accountId } = makeAccount();
    await save(party, token);
    stack.sandbox.revokeTokens(accountId);
    stack.sandbox.setFaults([{ kind: "status", status: 503, host: "api-eu" }]);
    const check = await stack.checkDone(customer, (await createCheck(customer, { id })).id);
    stack.sandbox.clearFaults();
    expect(check.verdict?.kind).toBe("token_rejected");
  });

  it("keeps a new token that a host rejects while it rejects every token, and tests it again afterwards", async () => {
    const party = await stack.addParty("First token");
    const revoked = makeAccount();
    stack.sandbox.revokeTokens(revoked.accountId);
    await asOwner(
      `insert into incidents (fault, host, kind, opened_at, looked_at, next_look_at)
       values ('theirs', 'api', 'token_rejected', now(), now(), now() + interval '1 hour')`,
    );
    expect((await save(party, revoked.token)).verdict?.kind).toBe("unexpected_answer");
    expect((await read(party)).candidate).toMatchObject({ verdict: "unexpected_answer" });
    await asOwner("update incidents set closed_at = now()");
    await waitFor(async () => (await read(party)).candidate === null, {
      timeoutMs: 30_000,
      what: "the token to be tested again by itself",
    });
    expect(await listVerdictMails(party)).toHaveLength(1);
  });

  it("treats a scheduled test as manual if a person asks for a test while it runs", async () => {
    const party = await stack.addParty("Taken over");
    const { customer, connectionId: id } = party;
    await save(party, makeAccount().token);
    stack.sandbox.setFaults([{ kind: "slow", delayMs: 1_500 }]);
    await asOwner(`update connections set next_check_at = now() where id = '${id}'`);
    const running = await waitFor(
      async () =>
        (await listChecks(customer, { id, limit: 5 })).items.find(
          ({ trigger, state }) => trigger === "scheduled" && state === "running",
        ),
      { timeoutMs: 20_000, what: "the scheduled test to run" },
    );
    expect(await createCheck(customer, { id })).toEqual({ id: running.id });
    const check = await stack.checkDone(customer, running.id);
    stack.sandbox.clearFaults();
    expect(check.trigger).toBe("manual");
    // The timeline omits a scheduled test with an unchanged result, but not a test that a person asked for.
    const { items } = await listTimeline(customer, { id, limit: 1 });
    expect(items[0]).toMatchObject({ kind: "check_done", checkId: running.id });
  });

  it("accepts an old token again, and then retires the token that had replaced it", async () => {
    const party = await stack.addParty("Back again");
    const [old, next] = [makeAccount(), makeAccount()];
    await save(party, old.token);
    await save(party, next.token);
    await save(party, old.token);
    expect(await read(party)).toMatchObject({
      lastFour: old.token.slice(-4),
      retiring: { lastFour: next.token.slice(-4) },
    });
    const rows = await asOwner<{ slot: string }>(
      `select slot from credentials where connection_id = '${party.connectionId}' and slot is not null order by 1`,
    );
    expect(rows.map(({ slot }) => slot)).toEqual(["active", "retiring"]);
  });

  it("shows that a newer token was rejected, until the next one works", async () => {
    const party = await stack.addParty("Trace");
    await save(party, makeAccount().token);
    const revoked = makeAccount();
    stack.sandbox.revokeTokens(revoked.accountId);
    const check = await save(party, revoked.token);
    expect(await read(party)).toMatchObject({
      state: "connected",
      candidate: null,
      lastReplacement: { verdict: "token_rejected", checkId: check.id, at: check.doneAt },
    });
    // The person who saved the token saw the verdict on the page, so no mail is sent.
    expect(await listVerdictMails(party)).toEqual([]);
    await save(party, makeAccount().token);
    expect((await read(party)).lastReplacement).toBeNull();
  });

  it("sends a mail if a newer token is rejected while nobody watches, and says that the active token still works", async () => {
    const party = await stack.addParty("Unattended");
    await save(party, makeAccount().token);
    stack.sandbox.setFaults([{ kind: "status", status: 503, host: "api-eu" }]);
    const elsewhere = stack.sandbox.createAccount({ name: "c", view: "all", host: "api-eu" });
    const uncertain = await save(party, elsewhere.token);
    expect(uncertain).toMatchObject({
      confidence: "likely",
      verdict: {
        kind: "token_rejected",
        destroysToken: false,
        explanation: expect.stringContaining(
          "Rejected by api; an error of Planhat's own from api-eu.",
        ),
      },
    });
    stack.sandbox.revokeTokens(elsewhere.accountId);
    stack.sandbox.clearFaults();
    await waitFor(async () => (await read(party)).lastReplacement !== null, {
      timeoutMs: 30_000,
      what: "the newer token to be tested again by itself",
    });
    const mails = await listVerdictMails(party);
    expect(mails).toEqual([
      expect.objectContaining({ subject: "The new Planhat token does not work" }),
    ]);
    expect(mails[0]?.body).toContain("The token in use goes on working");
    expect(await read(party)).toMatchObject({ state: "connected", candidate: null });
  });

  it("ends the colleague's invitation when a token works, and notifies the person who sent it", async () => {
    const party = await stack.addParty("Inviting");
    const { customer, connectionId: id } = party;
    const late = await createInvitation(customer, { id, email: "late@inviting.example" });
    await asOwner(`update invitations set expires_at = now() where id = '${late.id}'`);
    const invited = await createInvitation(customer, { id, email: "Admin@inviting.example" });
    if (customer.actor.kind !== "customer") throw new Error("not a customer");
    const guest = {
      ...customer,
      actor: {
        kind: "guest",
        invitationId: invited.id,
        tenantId: customer.actor.tenantId,
        connectionId: id,
      },
    } as const;
    const { checkId } = await saveToken(guest, { id, token: makeAccount().token });
    await stack.checkDone(customer, checkId);
    expect((await listInvitations(customer, { id })).items).toMatchObject([
      { email: "admin@inviting.example", state: "used" },
      { email: "late@inviting.example", state: "expired" },
    ]);
    await expect(saveToken(guest, { id, token: "one-more" })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    const mails = await listOutbox(stack.operator);
    const told = mails.filter(({ to }) => to.endsWith("inviting.example")).map(({ to }) => to);
    expect(told).toEqual(
      expect.arrayContaining(["ada@inviting.example", "admin@inviting.example"]),
    );
  });

  it("ends with a correct receipt: tokens destroyed at once, data erased gradually, backups last", async () => {
    const party = await stack.addParty("Leaving");
    const { customer, connectionId: id } = party;
    await save(party, makeAccount().token);
    await save(party, makeAccount().token);
    await asOwner(
      `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq)
       select tenant_id, id, 'company', 'c' || n, '{}', '', n from connections, generate_series(1, 12000) n where id = '${id}'`,
    );
    const gone = await disconnectConnection(customer, { id, data: "erase", reason: "We move on." });
    expect(gone).toMatchObject({ state: "disconnected", nextCheckAt: null });
    expect(gone.name).toMatch(/\(until \d{4}-\d\d-\d\d\)$/);
    const first = await getReceipt(customer, { id });
    expect(first).toMatchObject({ data: "erased", records: 12_000 });
    expect(first.tokensDestroyed).toHaveLength(2);
    const last = await waitFor(
      async () => {
        const receipt = await getReceipt(customer, { id });
        return receipt.erasedAt === null ? undefined : receipt;
      },
      { timeoutMs: 20_000, what: "the data to be erased" },
    );
    expect(last.recordsErased).toBe(12_000);
    const days = (Date.parse(last.backupsExpireAt) - Date.parse(last.erasedAt ?? "")) / 86_400_000;
    expect(days).toBe(35);
    const rows = await asOwner<{ n: string }>(
      `select count(*) as n from records where connection_id = '${id}'`,
    );
    expect(rows[0]?.n).toBe("0");
    // A second disconnect changes nothing, also with other options.
    await disconnectConnection(customer, { id, data: "keep" });
    expect((await getReceipt(customer, { id })).data).toBe("erased");
    await expect(getReceipt(stack.acme.customer, { id })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
