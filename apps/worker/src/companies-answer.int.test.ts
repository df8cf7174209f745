import { answerCompanies, confirmConnection, createCheck } from "@churned/services/check";
import { listInboxItems } from "@churned/services/inbox";
import { getConnection, listTimeline } from "@churned/services/reading";
import { saveToken } from "@churned/services/token";
import { waitFor } from "@churned/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Party, Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

describe("the question whether a token shows all companies", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack("postgresql");
    await stack.startWorker();
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });

  /** Connects with a token whose role may see only some companies. The first test of the token cannot detect this. */
  async function connectPart(name: string) {
    const party = await stack.addParty(name);
    const { token, accountId } = stack.sandbox.createAccount({ name, view: "all" });
    stack.sandbox.setPortfolio(accountId, await someOwner(token));
    const { checkId } = await saveToken(party.customer, { id: party.connectionId, token });
    const check = await stack.checkDone(party.customer, checkId);
    return { ...party, accountId, check };
  }

  async function someOwner(token: string): Promise<string> {
    const answer = await fetch(`${stack.sandbox.baseUrl()}/companies?limit=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const [company] = (await answer.json()) as { owner: string }[];
    return company?.owner ?? "";
  }

  const read = ({ customer, connectionId: id }: Party) => getConnection(customer, { id });
  const becomes = (party: Party, state: string) =>
    waitFor(async () => (await read(party)).state === state, {
      timeoutMs: 10_000,
      what: `the connection to be ${state}`,
    });

  it("is asked after the first successful test; a yes is stored and the question does not return", async () => {
    const party = await connectPart("Answers yes");
    expect(party.check.verdict?.kind).toBe("connected");
    const before = await read(party);
    expect(before.companiesAnswer).toBeNull();
    const count = before.planhat?.companies ?? 0;
    expect(count).toBeLessThan(250);
    const after = await answerCompanies(party.customer, { id: party.connectionId, isAll: true });
    expect(after).toMatchObject({ state: "connected", companiesAnswer: { isAll: true, count } });
  });

  it("turns a no into a restricted view, with steps for the customer and an inbox item, until the role is corrected", async () => {
    const party = await connectPart("Answers no");
    const { customer, connectionId: id } = party;
    const count = (await read(party)).planhat?.companies ?? 0;
    await answerCompanies(customer, { id, isAll: false });
    await becomes(party, "needs_customer");
    const connection = await read(party);
    expect(connection).toMatchObject({
      verdict: "restricted_view",
      companiesAnswer: { isAll: false, count },
    });
    const check = await stack.checkDone(customer, (await createCheck(customer, { id })).id);
    expect(check.verdict?.explanation).toContain(`Shows ${count}; it was said that there are more`);
    expect(check.verdict?.remedy.join()).toContain("portfolio");
    const { items: problems } = await listInboxItems(stack.operator, { limit: 50 });
    expect(problems.map(({ connection: { id: of } }) => of)).toContain(id);
    const { items } = await listTimeline(customer, { id, limit: 50 });
    expect(items.filter(({ kind }) => kind === "companies_answered")).toHaveLength(1);

    stack.sandbox.setPortfolio(party.accountId, null);
    await createCheck(customer, { id });
    await becomes(party, "connected");
    // After the customer's "no", the token shows more companies. So the customer is asked again.
    expect(await read(party)).toMatchObject({
      planhat: { companies: 250 },
      companiesAnswer: { isAll: false, count },
    });
  });

  it("lets the customer take a no back, or confirm that a part is intended", async () => {
    const party = await connectPart("Takes it back");
    const { customer, connectionId: id } = party;
    await answerCompanies(customer, { id, isAll: false });
    await becomes(party, "needs_customer");
    await answerCompanies(customer, { id, isAll: true });
    await becomes(party, "connected");
    await answerCompanies(customer, { id, isAll: false });
    await becomes(party, "needs_customer");
    await confirmConnection(customer, { id, kind: "restricted_view" });
    await becomes(party, "connected");
    expect(await read(party)).toMatchObject({ companiesAnswer: { isAll: false } });
  });

  it("is not asked before a token has shown a number of companies", async () => {
    const { customer, connectionId: id } = await stack.addParty("No token");
    await expect(answerCompanies(customer, { id, isAll: false })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});
