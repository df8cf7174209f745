import { getSync, listCustomFields, listTimeline } from "@churned/services/reading";
import { createSync, keepRecords, releaseDeletes } from "@churned/services/sync";
import { saveToken } from "@churned/services/token";
import { waitFor } from "@churned/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Party, Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

describe("the catalogue of custom fields", () => {
  let stack: Stack;
  let party: Party;
  let parties = 0;

  beforeAll(async () => {
    stack = await startStack("postgresql");
    await stack.startWorker();
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    stack.sandbox.reset();
    parties += 1;
    party = await stack.addParty(`Tenant ${parties}`);
    const { token } = stack.sandbox.createAccount({
      name: "Churned",
      view: "all",
      tenant: "nordlys",
    });
    const { customer, connectionId: id } = party;
    const { checkId } = await saveToken(customer, { id, token });
    await stack.checkDone(customer, checkId);
    await sync();
  });

  async function sync(mode: "full" | "incremental" = "full"): Promise<void> {
    const { id } = await createSync(stack.operator, { id: party.connectionId, mode });
    await waitFor(
      async () => (await getSync(stack.operator, { id })).doneAt !== null || undefined,
      { timeoutMs: 60_000, what: "the sync to end" },
    );
  }
  const fields = async () =>
    (await listCustomFields(party.customer, { id: party.connectionId })).items;
  const find = async (name: string) => (await fields()).find((field) => field.name === name);
  /** The timeline's lines about custom fields, oldest first. */
  const said = async () =>
    (await listTimeline(party.customer, { id: party.connectionId, limit: 100 })).items
      .filter(({ kind }) => kind.startsWith("custom_fields"))
      .map(({ title, detail }) => `${title}: ${detail}`)
      .toReversed();
  const place = { tenant: "nordlys", model: "customfield" } as const;
  const addField = (name: string, type: string, parent: string): string =>
    stack.sandbox.insertRecord(place, { name, type, parent, isHidden: false })._id;

  it("is created without a timeline line; later additions, type changes, removals and returns are each reported once", async () => {
    const first = await fields();
    expect(first).toHaveLength(8);
    expect(await find("Churn risk 🔥")).toMatchObject({
      model: "company",
      type: "list",
      removedAt: null,
    });
    expect(await said()).toEqual([expect.stringMatching(/^8 custom fields catalogued/)]);
    await sync();
    expect(await said()).toHaveLength(1);

    const seats = addField("Seats 2027", "number", "Company");
    const region = addField("Region", "text", "EndUser");
    // The timeline reports nothing about fields of models that are off.
    addField("Serial no.", "text", "Dimension Data");
    await sync("incremental");
    expect((await said()).slice(1)).toEqual([
      "Custom fields of Company changed: Added: Seats 2027 (number).",
      "Custom fields of End User changed: Added: Region (text).",
    ]);

    stack.sandbox.changeRecord(place, region, { type: "list" });
    stack.sandbox.removeRecord(place, seats);
    await sync();
    expect((await said()).slice(3)).toEqual([
      "Custom fields of Company changed: Removed: Seats 2027.",
      "Custom fields of End User changed: Of another type: Region (text, now list).",
    ]);
    const gone = await find("Seats 2027");
    expect(gone?.removedAt).not.toBeNull();

    addField("Seats 2027", "rating", "Company");
    await sync();
    expect((await said()).slice(5)).toEqual([
      "Custom fields of Company changed: Back again: Seats 2027 (number, now rating).",
    ]);
    const back = await find("Seats 2027");
    expect(back).toMatchObject({ type: "rating", removedAt: null, firstSeenAt: gone?.firstSeenAt });
    expect(Date.parse(back?.changedAt ?? "")).toBeGreaterThan(Date.parse(gone?.changedAt ?? ""));
    expect(
      stack.logLines.some(
        (line) => line.includes("custom fields catalogued") && line.includes("returned"),
      ),
    ).toBe(true);
  });

  it("keeps fields while missing records wait for an operator, and if the operator keeps the records", async () => {
    stack.sandbox.setFaults([{ kind: "empty_page", model: "customfield" }]);
    await sync();
    expect((await fields()).filter(({ removedAt }) => removedAt !== null)).toEqual([]);
    await keepRecords(stack.operator, { id: party.connectionId, reason: "A mistake." });
    await sync();
    expect((await fields()).filter(({ removedAt }) => removedAt !== null)).toEqual([]);
    expect(await said()).toHaveLength(1);
  });

  it("removes a field at once when an operator lets its records go", async () => {
    stack.sandbox.setFaults([{ kind: "empty_page", model: "customfield" }]);
    await sync();
    await releaseDeletes(stack.operator, { id: party.connectionId, reason: "They cleaned up." });
    await waitFor(
      async () => (await fields()).every(({ removedAt }) => removedAt !== null) || undefined,
      { timeoutMs: 20_000, what: "the fields to be removed" },
    );
    expect((await said()).slice(1).join("\n")).toMatch(
      /Custom fields of Company changed: Removed: .*Churn risk 🔥, /,
    );
  });
});
