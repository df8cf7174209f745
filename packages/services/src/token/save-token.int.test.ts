import { generateSealingKeyPair } from "@churned/vault/keys";
import { sealToken } from "@churned/vault/seal";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { disconnectConnection } from "../connection/disconnect-connection.ts";
import { getCheck, getConnection } from "../reading/read.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { saveToken } from "./save-token.ts";

describe("saveToken", () => {
  let world: Arranged;
  beforeAll(async () => {
    world = await arrange();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await world.query("delete from credentials");
  });

  const count = async (what: string): Promise<number> =>
    Number((await world.query<{ n: string }>(`select count(*) as n from ${what}`))[0]?.n);

  it("makes one candidate and one check of twenty simultaneous Saves of the same sealed token", async () => {
    const { customer, connectionId: id } = world.acme;
    const sealed = await world.seal(id, "a-token-that-is-pasted");
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => saveToken(customer, { id, sealed })),
    );
    expect(new Set(answers.map(({ checkId }) => checkId)).size).toBe(1);
    expect([await count("credentials"), await count("checks")]).toEqual([1, 1]);
  });

  it("answers a repeated Save with the same check, also after the check is done", async () => {
    const { customer, connectionId: id } = world.acme;
    const sealed = await world.seal(id, "a-token-that-is-pasted");
    const first = await saveToken(customer, { id, sealed });
    await world.query("update checks set state = 'done', done_at = now(), verdict = 'connected'");
    expect(await saveToken(customer, { id, sealed })).toEqual(first);
  });

  it("lets one of many different simultaneous Saves win, and ends the others' checks without a verdict", async () => {
    const { customer, connectionId: id } = world.acme;
    const saves = await Promise.all(
      Array.from({ length: 8 }, async (_, n) =>
        saveToken(customer, { id, sealed: await world.seal(id, `token-number-${n}`) }),
      ),
    );
    const checks = await Promise.all(
      saves.map(({ checkId }) => getCheck(customer, { id: checkId })),
    );
    const open = checks.filter(({ state }) => state === "queued");
    expect(open).toHaveLength(1);
    for (const check of checks.filter(({ state }) => state === "done"))
      expect(check).toMatchObject({ verdict: null, supersededBy: expect.any(String) });
    expect(await count("credentials where slot = 'candidate'")).toBe(1);
    expect(await count("credentials where slot is null and sealed is not null")).toBe(0);
    expect((await getConnection(customer, { id })).candidate).toEqual({
      checkId: open[0]?.id,
      verdict: null,
    });
  });

  it("refuses a credential id that was used for another token, or for another tenant's connection", async () => {
    const credentialId = crypto.randomUUID();
    const { acme, globex } = world;
    await saveToken(acme.customer, {
      id: acme.connectionId,
      sealed: await world.seal(acme.connectionId, "the-first-token", credentialId),
    });
    const again = saveToken(acme.customer, {
      id: acme.connectionId,
      sealed: await world.seal(acme.connectionId, "the-second-token", credentialId),
    });
    await expect(again).rejects.toMatchObject({ code: "CONFLICT" });
    const foreign = saveToken(globex.customer, {
      id: globex.connectionId,
      sealed: await world.seal(globex.connectionId, "a-third-token", credentialId),
    });
    await expect(foreign).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await count("credentials")).toBe(1);
  });

  it("asks the caller to seal again if the key is no longer in use", async () => {
    const { customer, connectionId: id } = world.acme;
    const { publicKey } = generateSealingKeyPair();
    const sealed = await sealToken({
      publicKey,
      connectionId: id,
      credentialId: crypto.randomUUID(),
      token: "a-token-that-is-pasted",
    });
    await expect(saveToken(customer, { id, sealed })).rejects.toMatchObject({
      code: "SEALING_KEY_CHANGED",
    });
    expect(await count("credentials")).toBe(0);
  });

  it("seals a plain token as soon as it arrives, and stores it nowhere unsealed", async () => {
    const { customer, connectionId: id } = world.acme;
    await saveToken(customer, { id, token: "a-plain-token-from-a-script" });
    const rows = await world.query<{ all: string }>(
      "select to_jsonb(c)::text as all from credentials c union all select to_jsonb(t)::text from timeline t union all select to_jsonb(a)::text from audit a",
    );
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) expect(row.all).not.toContain("a-plain-token");
  });

  it("lets only the connection's customer save, not an operator and not another tenant", async () => {
    const { acme, globex, operator } = world;
    const save = (ctx: typeof operator) =>
      saveToken(ctx, { id: acme.connectionId, token: "a-token-that-is-pasted" });
    await expect(save(operator)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(save(globex.customer)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("refuses a host that is not in the table, and lists the known ones", async () => {
    const { customer, connectionId: id } = world.acme;
    await expect(
      saveToken(customer, { id, token: "a-token-that-is-pasted", host: "evil" }),
    ).rejects.toMatchObject({
      code: "VALIDATION",
      errors: [{ path: "host", message: "Name one of: api." }],
    });
  });

  it("takes the region from a page address of the customer's Planhat, and ignores an address without one", async () => {
    const { customer, connectionId: id } = world.acme;
    const save = (host: string) =>
      saveToken(customer, { id, token: "a-token-that-is-pasted", host });
    await expect(save("https://app-us3.planhat.com/companies")).rejects.toMatchObject({
      code: "VALIDATION",
    });
    const inEurope = saveToken(
      { ...customer, planhatHosts: ["api", "api-eu"] },
      { id, token: "a-token-that-is-pasted", host: "https://app-eu.planhat.com/companies" },
    );
    const rows = async () =>
      await world.query(`select named_host from checks where id = '${(await inEurope).checkId}'`);
    expect(await rows()).toEqual([{ named_host: "api-eu" }]);
    const { checkId } = await save("https://app.planhat.com/");
    expect(await world.query(`select named_host from checks where id = '${checkId}'`)).toEqual([
      { named_host: null },
    ]);
  });

  it("ends two tabs, a double click and a lost answer in one candidate and one verdict to wait for", async () => {
    const { customer, connectionId: id } = world.acme;
    const [left, right] = [
      await world.seal(id, "a-token-that-is-pasted"),
      await world.seal(id, "a-token-that-is-pasted"),
    ];
    const first = await saveToken(customer, { id, sealed: left });
    const second = await saveToken(customer, { id, sealed: right });
    // The first browser tab never received its answer, and sends the same Save twice more.
    const again = await Promise.all([
      saveToken(customer, { id, sealed: left }),
      saveToken(customer, { id, sealed: left }),
    ]);
    expect(again).toEqual([first, first]);
    expect(await getCheck(customer, { id: first.checkId })).toMatchObject({
      state: "done",
      verdict: null,
      supersededBy: second.checkId,
    });
    expect((await getConnection(customer, { id })).candidate).toEqual({
      checkId: second.checkId,
      verdict: null,
    });
    expect(await count("credentials where slot = 'candidate'")).toBe(1);
  });

  it("refuses to save into a disconnected connection", async () => {
    const { customer, connectionId: id } = world.globex;
    await disconnectConnection(customer, { id });
    await expect(
      saveToken(customer, { id, token: "a-token-that-is-pasted" }),
    ).rejects.toMatchObject({ code: "CONFLICT" });
  });
});
