import { answerCompanies, confirmConnection, createCheck } from "@churned/services/check";
import { listInboxItems } from "@churned/services/inbox";
import { getConnection, listTimeline } from "@churned/services/reading";
import { saveToken } from "@churned/services/token";
import { waitFor } from "@churned/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Party, Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

describe("whether the companies that a token shows are all", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack("postgresql");
    await stack.startWorker();
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });

  /** A token whose role is limited to a portfolio, which its first test cannot know. */
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

  it("is asked after a first test that is green, and a yes is kept and asked no more", async () => {
    const party = await connectPart("Answers yes");
    expect(party.check.verdict?.kind).toBe("connected");
    const before = await read(party);
    expect(before.companiesAnswer).toBeNull();
    const count = before.planhat?.companies ?? 0;
    expect(count).toBeLessThan(250);
    const after = await answerCompanies(party.customer, { id: party.connectionId, isAll: true });
    expect(after).toMatchObject({ state: "connected", companiesAnswer: { isAll: true, count } });
  });

  it("makes a no a limited view: the customer is told what to do, an operator sees it, and the cure ends it", async () => {
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
    // More are shown than when it was said: what was a no is asked anew.
    expect(await read(party)).toMatchObject({
      planhat: { companies: 250 },
      companiesAnswer: { isAll: false, count },
    });
  });

  it("lets a no be taken back, or the part be what is meant", async () => {
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

  it("is no question before a token has shown how many there are", async () => {
    const { customer, connectionId: id } = await stack.addParty("No token");
    await expect(answerCompanies(customer, { id, isAll: false })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});
