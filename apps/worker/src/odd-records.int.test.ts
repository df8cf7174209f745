import { getSync, listRecords, listSetAside } from "@churned/services/reading";
import { approveSyncRequest, createSyncRequest } from "@churned/services/sync";
import { saveToken } from "@churned/services/token";
import { waitFor } from "@churned/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

describe("a Planhat whose records are odd", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack("postgresql");
    await stack.startWorker();
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });
  afterEach(() => stack.sandbox.clearFaults());

  /**
   * Saves a token of the sandbox's tenant Nordlys, which has few records, and syncs. Returns the finished check and
   * the finished sync.
   */
  async function connectAndSync(name: string, model: "company" | "license" = "company") {
    const party = await stack.addParty(name);
    const { customer, connectionId: id } = party;
    const { token } = stack.sandbox.createAccount({ name, view: "all", host: "api-eu" });
    const { checkId } = await saveToken(customer, { id, token, host: "api-eu" });
    const check = await stack.checkDone(customer, checkId);
    expect([check.verdict?.kind, check.attempt]).toEqual(["connected", 1]);
    const { syncId } = await approveSyncRequest(
      stack.operator,
      await createSyncRequest(customer, { id }),
    );
    const sync = await waitFor(
      async () => {
        const found = await getSync(customer, { id: syncId });
        return found.doneAt === null ? undefined : found;
      },
      { timeoutMs: 60_000, what: "the sync to end" },
    );
    const { json } = await listRecords(customer, { id, limit: 1_000, model });
    const { items: aside } = await listSetAside(stack.operator, { id, limit: 1_000 });
    return { check, sync, json, aside };
  }
  const countOf = (model: "company" | "license"): number =>
    stack.sandbox.listTenants().find(({ host }) => host === "api-eu")?.records[model] ?? 0;

  it("connects and lands records with broken characters in every text, each repaired", async () => {
    stack.sandbox.setFaults([{ kind: "odd_text" }]);
    const { check, sync, json, aside } = await connectAndSync("Odd");
    expect(check.planhat?.companyNames.every((name) => name.length <= 120)).toBe(true);
    expect(check.planhat?.companyNames[0]).toContain("nul \uFFFD, half a smile \uFFFD, a line 👩");
    expect(sync.state).toBe("succeeded");
    expect(json.match(/"planhatId"/g)).toHaveLength(countOf("company"));
    expect(aside.every(({ isRepaired }) => isRepaired)).toBe(true);
  });

  it("connects and lands answers that start with a byte order mark, and keeps every digit of numbers", async () => {
    stack.sandbox.setFaults([{ kind: "big_numbers" }]);
    const { sync, json, aside } = await connectAndSync("Exact");
    expect([sync.state, aside]).toEqual(["succeeded", []]);
    stack.sandbox.setFaults([{ kind: "bom" }]);
    const marked = await connectAndSync("Marked");
    expect([marked.sync.state, marked.aside]).toEqual(["succeeded", []]);
    expect(marked.json.match(/"planhatId"/g)).toHaveLength(countOf("company"));
    expect(json).toContain(`"Vast": 1${"0".repeat(400)},`);
    expect(json).toContain('"Exact": 9007199254740993');
  });

  it("lands all records except those with too long ids, and lists these", async () => {
    stack.sandbox.setFaults([{ kind: "long_ids", model: "license" }]);
    const { sync, json, aside } = await connectAndSync("Long", "license");
    expect(sync.state).toBe("succeeded_with_gaps");
    expect(sync.streams.every(({ state }) => state === "succeeded")).toBe(true);
    expect(aside.length).toBeGreaterThan(0);
    expect((json.match(/"planhatId"/g) ?? []).length + aside.length).toBe(countOf("license"));
  });
});
