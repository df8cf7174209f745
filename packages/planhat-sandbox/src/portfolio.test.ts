import { modelNames, models } from "@churned/planhat-client/models";
import { describe, expect, it } from "vitest";
import { createSandbox } from "./index.ts";
import { ask } from "./testing/ask.ts";

type Row = Record<string, unknown> & { _id: string };

async function start() {
  const sandbox = await createSandbox({ limits: { maxCalls: 100_000 } });
  const { token, accountId } = sandbox.createAccount({ name: "a", view: "all" });
  const read = async (path: string): Promise<Row[]> =>
    (await ask(sandbox, token, path)).body as Row[];
  return { sandbox, token, accountId, read };
}

describe("a portfolio filter", () => {
  it("shows the companies of one owner, and only the records that belong to them, in every model", async () => {
    const { sandbox, token, accountId, read } = await start();
    await using _ = sandbox;
    const all = await read("/companies?limit=5000");
    const owner = String(all[0]?.["owner"]);
    const mine = new Set(all.filter((row) => row["owner"] === owner).map(({ _id }) => _id));
    sandbox.setPortfolio(accountId, owner);
    expect((await read("/companies?limit=5000")).map(({ _id }) => _id)).toEqual([...mine]);
    for (const model of modelNames.filter((name) => name !== "company")) {
      const rows = await read(`${models[model].path}?limit=${models[model].pageMax}`);
      const companies = rows
        .map((row) => row["companyId"] ?? row["cId"])
        .filter((id) => id !== undefined);
      expect([model, companies.every((id) => typeof id === "string" && mine.has(id))]).toEqual([
        model,
        true,
      ]);
    }
    const hidden = all.find(({ _id }) => !mine.has(_id))?._id;
    expect((await ask(sandbox, token, `/companies/${hidden}`)).status).toBe(404);
    expect(await read(`/endusers?companyId=${hidden}`)).toEqual([]);
    sandbox.changeRecord({ model: "company" }, hidden ?? "", { owner });
    expect((await read("/companies?limit=5000")).length).toBe(mine.size + 1);
    sandbox.setPortfolio(accountId, null);
    expect((await read("/companies?limit=5000")).length).toBe(all.length);
  });
});

describe("hidden fields", () => {
  it("are missing from lists, selections and single records, and are set on the PERMISSIONS screen", async () => {
    const { sandbox, accountId, read } = await start();
    await using _ = sandbox;
    const screen = `${sandbox.url}/service-accounts/${accountId}/permissions`;
    const page = await fetch(screen, {
      method: "POST",
      body: new URLSearchParams({ permission: "company.view", "hidden.company": "name, custom" }),
    });
    expect(await page.text()).toContain('value="name, custom"');
    const [listed] = await read("/companies?limit=1");
    const [selected] = await read("/companies?limit=1&select=name,phase");
    const single = await read(`/companies/${listed?._id}`);
    expect(Object.keys(selected ?? {})).toEqual(["_id", "phase"]);
    for (const row of [listed, single]) {
      expect(row).toHaveProperty("phase");
      expect(row).not.toHaveProperty("name");
      expect(row).not.toHaveProperty("custom");
    }
  });

  it("can be single custom fields, in whole records and in selections", async () => {
    const { sandbox, accountId, read } = await start();
    await using _ = sandbox;
    const namesOf = (rows: Record<string, unknown>[]) =>
      new Set(rows.flatMap((row) => Object.keys(row["custom"] ?? {})));
    const before = namesOf(await read("/companies"));
    const [hidden = ""] = before;
    sandbox.setHiddenFields(accountId, [`company.custom.${hidden}`]);
    for (const query of ["", "?select=custom", `?select=name,custom.${hidden}`])
      expect(namesOf(await read(`/companies${query}`))).not.toContain(hidden);
    expect(namesOf(await read("/companies")).size).toBe(before.size - 1);
  });
});
