import { describe, expect, it } from "vitest";
import { createPlanhatClient, decode, extid, srcid, toDayNumber } from "./index.ts";
import type { PlanhatClient } from "./index.ts";
import { modelNames, models } from "./models/index.ts";
import { serve } from "./testing/serve.ts";

const token = "Zk3q".repeat(90);

/** Serves `ids` as every list, in pages by offset and limit. */
async function serveIds(ids: readonly string[]) {
  const server = await serve((request, response) => {
    const params = new URL(request.url ?? "", "http://x").searchParams;
    const offset = Number(params.get("offset"));
    const rows = ids.slice(offset, offset + Number(params.get("limit") ?? ids.length));
    response.end(JSON.stringify(rows.map((_id) => ({ _id }))));
  });
  const client = createPlanhatClient({ baseUrl: server.url, token, retries: 0 });
  const listUrls = (): string[] => server.requests.map(({ url }) => decodeURIComponent(url ?? ""));
  return { client, listUrls, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const given: T[] = [];
  for await (const one of all) given.push(one);
  return given;
}

const ids = Array.from({ length: 5 }, (_, at) => String(at).padStart(24, "0"));

describe("lists", () => {
  it("sort by _id and request the model's maximum by default", async () => {
    await using served = await serveIds(ids);
    expect(await served.client.list("enduser")).toHaveLength(5);
    await served.client.list("enduser", {
      offset: 3,
      limit: 1,
      sort: "-updatedAt",
      select: ["email", "custom.Tier"],
      companyId: ["a", extid("4711")],
      where: { archived: true },
    });
    expect(served.listUrls()).toEqual([
      "/endusers?limit=2000&offset=0&sort=_id",
      "/endusers?limit=1&offset=3&sort=-updatedAt&select=email,custom.Tier&companyId=a,extid-4711&archived=true",
    ]);
  });

  it("are scanned to their short page for every model, never above its maximum", async () => {
    await using served = await serveIds(ids);
    for (const model of modelNames) {
      const seen = await collect(served.client.items(model, { pageSize: 3 }));
      expect(seen.map((row) => row["_id"])).toEqual(ids);
      expect(await collect(served.client.pages(model))).toHaveLength(1);
      expect(served.listUrls().at(-1)).toContain(`limit=${models[model].pageMax}&`);
      const tooMany = served.client.pages(model, { pageSize: models[model].pageMax + 1 });
      await expect(collect(tooMany)).rejects.toThrow(RangeError);
    }
    await expect(collect(served.client.items("nps", { pageSize: 1 }))).rejects.toThrow(RangeError);
  });

  it("overlap pages by a record if sorted by _id, and not in another order", async () => {
    await using served = await serveIds(ids);
    await collect(served.client.pages("task", { pageSize: 3 }));
    await collect(served.client.pages("task", { pageSize: 3, sort: "-updatedAt" }));
    expect(served.listUrls()).toEqual([
      "/tasks?limit=3&offset=0&sort=_id",
      "/tasks?limit=3&offset=2&sort=_id",
      "/tasks?limit=3&offset=4&sort=_id",
      "/tasks?limit=3&offset=0&sort=-updatedAt",
      "/tasks?limit=3&offset=3&sort=-updatedAt",
    ]);
  });

  it("split many companies into parts that fit an address, and send nothing for an empty list", async () => {
    await using served = await serveIds([]);
    const companyId = Array.from({ length: 200 }, (_, at) => at.toString(16).padStart(24, "0"));
    await collect(served.client.items("license", { companyId }));
    expect(Math.max(...served.listUrls().map((url) => url.length))).toBeLessThan(2_000);
    const asked = served.listUrls().flatMap((url) => url.split("companyId=")[1]?.split(","));
    expect(asked).toEqual(companyId);
    expect(await collect(served.client.items("license", { companyId: [] }))).toEqual([]);
    expect(await served.client.list("license", { companyId: [] })).toEqual([]);
    expect(served.listUrls()).toHaveLength(3);
  });

  it("send the own parameters of dimension data, with Planhat's day numbers", async () => {
    await using served = await serveIds([]);
    const where = {
      cId: "c",
      dimid: "logins",
      from: toDayNumber(new Date("2026-11-23T23:59:59Z")),
    };
    await collect(served.client.items("dimensiondata", { where }));
    expect(served.listUrls()).toEqual([
      "/dimensiondata?limit=2000&offset=0&cId=c&dimid=logins&from=20780",
    ]);
  });

  it("of lean companies are read in one answer", async () => {
    await using served = await serveIds(ids);
    expect(await served.client.leanCompanies()).toHaveLength(5);
    await served.client.leanCompanies({ externalId: "4 7", status: ["customer", "lost"] });
    expect(served.listUrls()).toEqual([
      "/leancompanies",
      "/leancompanies?externalId=4+7&status=customer,lost",
    ]);
  });

  it("end a scan if its reader stops or its signal aborts", async () => {
    await using served = await serveIds(ids);
    for await (const row of served.client.items("user", { pageSize: 2 })) {
      expect(row["_id"]).toBe(ids[0]);
      break;
    }
    expect(served.listUrls()).toHaveLength(1);
    const aborted = served.client.items("user", { signal: AbortSignal.abort() });
    await expect(collect(aborted)).rejects.toMatchObject({ kind: "aborted" });
  });
});

it("finds a record by each of its ids", async () => {
  await using server = await serve((_, response) => response.end('{"_id":"a","name":"Ann & Co"}'));
  const client: PlanhatClient = createPlanhatClient({ baseUrl: server.url, token, retries: 0 });
  for (const id of ["5f0c", extid("a/b"), srcid("ü 1")]) {
    expect(decode("company", await client.get("company", id)).record.name).toBe("Ann & Co");
  }
  expect(server.requests.map(({ url }) => url)).toEqual([
    "/companies/5f0c",
    "/companies/extid-a%2Fb",
    "/companies/srcid-%C3%BC%201",
  ]);
});
