import { describe, expect, it } from "vitest";
import { createSandbox } from "./index.ts";
import { ask } from "./testing/ask.ts";

const place = { tenant: "large", model: "enduser" } as const;

async function start() {
  const sandbox = await createSandbox({
    limits: { maxCalls: 100_000 },
    tenants: [
      {
        key: "large",
        name: "Large",
        host: "api",
        sizes: { company: 40, enduser: 100_500, user: 4 },
      },
    ],
  });
  const { token, accountId } = sandbox.createAccount({ name: "a", view: "all" });
  const read = async (query: string) => {
    const { body } = await ask(sandbox, token, `/endusers${query}`);
    return body as { _id: string; updatedAt: string; companyId: string }[];
  };
  return { sandbox, token, accountId, read };
}

describe("a tenant that is too large for memory", () => {
  it("returns every record once, in the order of ids, from both ends", async () => {
    const { sandbox, read } = await start();
    await using _ = sandbox;
    const ids: string[] = [];
    for (let offset = 0; offset <= 100_500; offset += 2_000)
      ids.push(
        ...(await read(`?limit=2000&offset=${offset}&sort=_id&select=_id`)).map(({ _id }) => _id),
      );
    expect([ids.length, new Set(ids).size]).toEqual([100_500, 100_500]);
    expect(ids).toEqual(ids.toSorted());
    const [last] = await read("?limit=1&sort=-_id");
    expect(last?._id).toBe(ids.at(-1));
    expect((await read("?limit=2000&offset=100400&sort=_id")).length).toBe(100);
  });

  it("puts added, changed and removed records at the right positions of both orders", async () => {
    const { sandbox, token, read } = await start();
    await using _ = sandbox;
    const [first, second] = await read("?limit=2&sort=_id");
    sandbox.removeRecord(place, first?._id ?? "");
    sandbox.changeRecord(place, second?._id ?? "", { firstName: "Changed" });
    const added = sandbox.insertRecord(place, { firstName: "Added", companyId: "x" });
    expect((await read("?limit=1&sort=_id"))[0]).toMatchObject({ firstName: "Changed" });
    expect((await read("?limit=1&sort=-_id"))[0]?._id).toBe(added._id);
    const newest = await read("?limit=2000&sort=-updatedAt&select=updatedAt");
    expect(new Set(newest.slice(0, 2).map(({ _id }) => _id))).toEqual(
      new Set([added._id, second?._id]),
    );
    const times = newest.map(({ updatedAt }) => updatedAt);
    expect(times).toEqual(times.toSorted().toReversed());
    expect((await ask(sandbox, token, `/endusers/${first?._id}`)).status).toBe(404);
    expect((await ask(sandbox, token, `/endusers/${added._id}`)).status).toBe(200);
    sandbox.reset();
    expect(sandbox.listTenants()[0]?.records["enduser"]).toBe(100_500);
  });

  it("finds records by external id and filters by company without keeping records", async () => {
    const { sandbox, token, read } = await start();
    await using _ = sandbox;
    const [record] = await read("?limit=1&offset=4321&sort=_id");
    const company = record?.companyId ?? "";
    const found = await read(`?limit=2000&companyId=${company}`);
    expect(found.length).toBe(2_000);
    expect(found.every(({ companyId }) => companyId === company)).toBe(true);
    const outer = (await read("?limit=50&select=externalId")).find(
      (row) => "externalId" in row && row.externalId !== "",
    ) as { _id: string; externalId: string } | undefined;
    expect(await ask(sandbox, token, `/endusers/extid-${outer?.externalId}`)).toMatchObject({
      body: { _id: outer?._id },
    });
  });

  it("is limited to a portfolio, also with a company filter and in the order of time", async () => {
    const { sandbox, token, accountId, read } = await start();
    await using _ = sandbox;
    const { body } = await ask(sandbox, token, "/companies");
    const companies = body as { _id: string; owner: string }[];
    const owner = companies[0]?.owner ?? "";
    const mine = companies.filter((company) => company.owner === owner).map(({ _id }) => _id);
    const [first = "", second = ""] = mine;
    sandbox.setPortfolio(accountId, owner);
    const added = sandbox.insertRecord(place, { companyId: first });
    const all = await read("?limit=2000&sort=_id&select=companyId");
    expect(new Set(all.map((row) => row.companyId))).toEqual(new Set(mine));
    const within = await read(`?limit=2000&sort=-_id&companyId=${first},none`);
    expect(within[0]?._id).toBe(added._id);
    expect(new Set(within.map((row) => row.companyId))).toEqual(new Set([first]));
    const newest = await read(`?limit=2000&sort=-updatedAt&companyId=${first},${second}`);
    const times = newest.map(({ updatedAt }) => updatedAt);
    expect(newest[0]?._id).toBe(added._id);
    expect(times).toEqual(times.toSorted().toReversed());
  });
});
