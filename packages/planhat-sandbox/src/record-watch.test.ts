import { describe, expect, it } from "vitest";
import { createSandbox } from "./index.ts";
import { ask } from "./testing/ask.ts";

describe("watching records", () => {
  it("reports archived, unarchived and restored records, each with its content", async () => {
    await using sandbox = await createSandbox({ limits: { maxCalls: 1_000_000 } });
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    const place = { model: "enduser" } as const;
    const known = new Map(sandbox.listRecords(place).map((record) => [record._id, record]));
    const removed = new Map<string, unknown>();
    const seen = { archived: 0, back: 0, restored: 0 };
    sandbox.watchRecords(({ kind, id, record }) => {
      const before = known.get(id);
      if (record?.["archived"] === true && before?.["archived"] !== true) seen.archived += 1;
      if (record?.["archived"] === false && before?.["archived"] === true) seen.back += 1;
      if (kind === "removed") removed.set(id, before);
      if (kind === "restored") {
        seen.restored += 1;
        expect(record).toEqual(removed.get(id));
      }
      if (record) known.set(id, record);
      else known.delete(id);
    });
    const none = { changes: 0, removes: 0, inserts: 0, isAnywhere: true } as const;
    sandbox.setFaults([{ kind: "changing", ...none, removes: 2, archives: 4, restores: 1 }]);
    for (let page = 0; page < 10; page += 1) await ask(sandbox, token, "/endusers?limit=50");
    expect(seen.archived + seen.back).toBe(40);
    expect(Math.min(seen.archived, seen.back)).toBeGreaterThan(5);
    expect(seen.restored).toBe(10);
    const byId = (a: { _id: string }, b: { _id: string }) => (a._id < b._id ? -1 : 1);
    expect([...known.values()].toSorted(byId)).toEqual(sandbox.listRecords(place).toSorted(byId));
    sandbox.clearFaults();
    const archived = (await ask(sandbox, token, "/endusers?limit=2000&archived=true")).ids;
    const isArchived = (id: string) => known.get(id)?.["archived"] === true;
    expect(archived.toSorted()).toEqual([...known.keys()].filter(isArchived).toSorted());
    // A model without an archive stays unchanged.
    sandbox.setFaults([{ kind: "changing", ...none, archives: 4 }]);
    const before = sandbox.listRecords({ model: "license" });
    await ask(sandbox, token, "/licenses?limit=50");
    expect(sandbox.listRecords({ model: "license" })).toEqual(before);
  });
});
