import { createPlanhatClient } from "@churned/planhat-client";
import { describe, expect, it } from "vitest";
import { createSandbox } from "./index.ts";

async function start() {
  const sandbox = await createSandbox({ limits: { maxCalls: 100_000 } });
  const { token, accountId } = sandbox.createAccount({ name: "a", view: "all" });
  const client = createPlanhatClient({ baseUrl: sandbox.baseUrl(), token });
  return { sandbox, client, accountId };
}

describe("Planhat's conventions", () => {
  it("the lean list has all companies with five properties, and a filter by status", async () => {
    const { sandbox, client } = await start();
    await using _ = sandbox;
    const all = await client.leanCompanies();
    expect(all.length).toBe(250);
    expect(Object.keys(all[0] ?? {})).toEqual(["_id", "name", "externalId", "sourceId", "slug"]);
    const some = await client.leanCompanies({ status: ["lost", "coming"] });
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(200);
  });

  it("archived end users are hidden unless they are requested", async () => {
    const { sandbox, client } = await start();
    await using _ = sandbox;
    const [first] = await client.list("enduser", { limit: 1 });
    const id = String(first?.["_id"]);
    sandbox.changeRecord({ model: "enduser" }, id, { archived: true });
    const [next] = await client.list("enduser", { limit: 1 });
    expect(next?.["_id"]).not.toBe(id);
    const archived = await client.page("enduser", { offset: 0, limit: 10 });
    expect(archived.some((row) => row["_id"] === id)).toBe(false);
    const asked = await client.list("enduser", { where: { archived: true } });
    expect(asked.map((row) => row["_id"])).toEqual([id]);
  });

  it("each model's own parameter requests archived records, and can be switched to all, ignored or refused", async () => {
    const { sandbox, client } = await start();
    await using _ = sandbox;
    const [, second] = await client.list("conversation", { limit: 2 });
    const id = String(second?.["_id"]);
    sandbox.archiveRecord({ model: "conversation" }, id);
    const has = async (where?: Record<string, boolean>): Promise<readonly [boolean, boolean]> => {
      const rows = await client.page("conversation", { offset: 0, limit: 1_000, where });
      return [rows.some((row) => row["_id"] === id), rows.length > 1];
    };
    expect(await has()).toEqual([true, true]);
    expect(await has({ archived: true })).toEqual([true, false]);
    sandbox.setConventions({ archivedHidden: "all" });
    expect(await has()).toEqual([false, true]);
    sandbox.setConventions({ archivedParameter: "all" });
    expect(await has({ archived: true })).toEqual([true, true]);
    sandbox.setConventions({ archivedParameter: "ignored" });
    expect(await has({ archived: true })).toEqual([false, true]);
    sandbox.setConventions({ archivedParameter: "refused" });
    await expect(has({ archived: true })).rejects.toMatchObject({ status: 400 });
    sandbox.archiveRecord({ model: "conversation" }, id, false);
    expect(await has()).toEqual([true, true]);
    expect(() => sandbox.archiveRecord({ model: "company" }, id)).toThrow("no archive");
  });

  it("a restored record has its id and its position", async () => {
    const { sandbox, client } = await start();
    await using _ = sandbox;
    const before = await client.list("user", { limit: 5 });
    const id = String(before[2]?.["_id"]);
    sandbox.removeRecord({ model: "user" }, id);
    expect(await client.list("user", { limit: 5 })).not.toEqual(before);
    sandbox.restoreRecord({ model: "user" }, id);
    expect(await client.list("user", { limit: 5 })).toEqual(before);
    expect(() => sandbox.restoreRecord({ model: "user" }, id)).toThrow("was removed");
  });

  it("owners are objects in lists if switched, and ids in single records", async () => {
    const { sandbox, client } = await start();
    await using _ = sandbox;
    sandbox.setConventions({ ownerInLists: "object" });
    const [listed] = await client.list("company", { limit: 1 });
    expect(listed?.["owner"]).toMatchObject({ nickName: expect.any(String) });
    const single = await client.get("company", String(listed?.["_id"]));
    expect(typeof single["owner"]).toBe("string");
  });

  it("tickets are conversations, companies are found by external ids, custom fields by their path", async () => {
    const { sandbox, client, accountId } = await start();
    await using _ = sandbox;
    const [ticket] = await client.list("ticket", { limit: 1 });
    const id = String(ticket?.["_id"]);
    expect(await client.get("conversation", id)).toEqual(ticket);
    sandbox.setView(accountId, ["conversation", "enduser", "company"]);
    await expect(client.get("conversation", id)).rejects.toMatchObject({ kind: "not_found" });
    const people = await client.list("enduser", { companyId: "extid-crm-10000" });
    expect(people.length).toBeGreaterThan(0);
    expect(new Set(people.map((row) => row["companyId"])).size).toBe(1);
    const rows = await client.list("company", { select: ["custom.Seats / used"] });
    expect(Object.keys(rows.find((row) => "custom" in row)?.["custom"] ?? {})).toEqual([
      "Seats / used",
    ]);
  });

  it("the analytics host answers 200 to everything", async () => {
    const { sandbox } = await start();
    await using _ = sandbox;
    const send = async (path: string, body: string) =>
      await fetch(`${sandbox.url}/analytics-host${path}`, { method: "POST", body });
    expect((await send("/analytics/some-tenant", "no json")).status).toBe(200);
    const data = await send("/dimensiondata/some-tenant", "[{},{}]");
    expect(await data.json()).toEqual({ processed: 2, errors: [] });
  });
});
