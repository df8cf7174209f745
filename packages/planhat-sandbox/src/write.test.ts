import { modelNames } from "@churned/planhat-client/models";
import { describe, expect, it } from "vitest";
import { createSandbox } from "./index.ts";
import { ask } from "./testing/ask.ts";

type Row = Record<string, unknown> & { _id: string };

/** The answer to a write. */
interface Written {
  readonly _id: string;
  readonly message?: string;
  readonly updatedAt?: string;
  readonly companyId?: string;
  readonly status?: string;
  readonly created?: number;
  readonly createdErrors?: unknown[];
  readonly insertsKeys?: unknown[];
  readonly upsertedIds?: string[];
  readonly permissionErrors?: unknown[];
}

async function start(permissions: "all" | string[] = "all") {
  const sandbox = await createSandbox({ limits: { maxCalls: 100_000 } });
  const { token, accountId } = sandbox.createAccount({ name: "a", view: "all" });
  const boxes =
    permissions === "all"
      ? modelNames.flatMap((model) =>
          ["create", "view", "update", "remove"].map((action) => `${model}.${action}`),
        )
      : permissions;
  await fetch(`${sandbox.url}/service-accounts/${accountId}/permissions`, {
    method: "POST",
    body: new URLSearchParams(boxes.map((box): [string, string] => ["permission", box])),
  });
  const send = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(sandbox.baseUrl() + path, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Written };
  };
  const read = async (path: string) => (await ask(sandbox, token, path)).body as Row[];
  return { sandbox, token, send, read };
}

describe("writing through the API", () => {
  it("creates, changes and removes records, and drops unknown properties", async () => {
    const { sandbox, token, send, read } = await start();
    await using _ = sandbox;
    const made = await send("POST", "/companies", { name: "Neu", externalId: "neu-1", Name: "?" });
    expect(made).toMatchObject({ status: 200, body: { name: "Neu", externalId: "neu-1" } });
    expect(made.body).not.toHaveProperty("Name");
    const changed = await send("PUT", "/companies/extid-neu-1", { phase: "Live", mr: 5 });
    expect(changed.body).toMatchObject({ name: "Neu", phase: "Live" });
    expect(changed.body).not.toHaveProperty("mr");
    const person = { email: "zoe@neu.example", companyId: "extid-neu-1", firstName: "Zoe" };
    const { body } = await send("POST", "/endusers", { ...person, lastName: "Ø" });
    expect(body).toMatchObject({ companyId: made.body._id, companyName: "Neu", name: "Zoe Ø" });
    expect(await send("DELETE", `/companies/${made.body._id}`)).toEqual({
      status: 200,
      body: { n: 1, ok: 1, deletedCount: 1 },
    });
    expect((await ask(sandbox, token, "/companies/extid-neu-1")).status).toBe(404);
    const [talk] = await read("/conversations?limit=1");
    expect((await send("DELETE", `/conversations/${talk?._id}`)).body).toEqual(talk);
  });

  it("refuses missing, duplicate and malformed keys, and an _id in a change", async () => {
    const { sandbox, send, read } = await start();
    await using _ = sandbox;
    const [person] = await read("/endusers?limit=1");
    const refused = async (method: string, path: string, body?: unknown) => {
      const answer = await send(method, path, body);
      return [answer.status, answer.body.message];
    };
    expect(await refused("POST", "/tasks", { mainType: "task" })).toEqual([
      400,
      "Required Field: companyId",
    ]);
    expect(await refused("POST", "/endusers", { email: person?.["email"] })).toEqual([
      400,
      "email duplicated",
    ]);
    expect((await refused("PUT", "/companies/nonsense", {}))[0]).toBe(400);
    expect((await refused("PUT", `/companies/${"0".repeat(24)}`, {}))[0]).toBe(404);
    expect((await refused("PUT", `/endusers/${person?._id}`, { _id: "x" }))[0]).toBe(400);
    expect((await refused("POST", "/companies", [1]))[0]).toBe(400);
    expect((await refused("POST", "/workflows", {}))[0]).toBe(404);
    expect((await refused("POST", "/notes", {}))[0]).toBe(404);
  });

  it("changes the timestamp even if no property changes; in bulk such a row is not an update", async () => {
    const { sandbox, send, read } = await start();
    await using _ = sandbox;
    const [company] = await read("/companies?limit=1");
    const { body } = await send("PUT", `/companies/${company?._id}`, { name: company?.["name"] });
    expect(body.updatedAt).not.toBe(company?.["updatedAt"]);
    const bulk = await send("PUT", "/companies", [
      { externalId: company?.["externalId"], phase: company?.["phase"] },
      { _id: company?._id, phase: "Moved" },
      { name: "Fresh", sourceId: "f-1" },
    ]);
    expect(bulk).toMatchObject({
      status: 200,
      body: { created: 1, updated: 1, nonupdates: 1, modified: [company?._id] },
    });
    expect(bulk.body.upsertedIds?.length).toBe(1);
    expect(bulk.body.insertsKeys).toMatchObject([{ sourceId: "f-1" }]);
  });

  it("writes the valid rows of a list: 206 with the errors, 400 if none is valid, 5,000 rows at most", async () => {
    const { sandbox, send } = await start();
    await using _ = sandbox;
    const part = await send("PUT", "/companies", [{ name: "One" }, { phase: "no name" }]);
    expect(part).toMatchObject({ status: 206, body: { created: 1 } });
    expect(part.body.createdErrors).toEqual([{ message: "Required Field: name" }]);
    expect((await send("PUT", "/companies", [{}])).status).toBe(400);
    const many = Array.from({ length: 5_001 }, (__, at) => ({ name: `C ${at}` }));
    expect((await send("PUT", "/companies", many)).status).toBe(400);
    const tickets = await send("PUT", "/tickets", [{ sourceId: "t-1", title: "no mail" }]);
    expect(tickets).toMatchObject({ status: 200, body: { created: 0, createdErrors: [] } });
    const ticket = { sourceId: "t-1", email: "a@b.example", companyId: "x", subject: "Help" };
    expect((await send("PUT", "/tickets", [ticket])).body.created).toBe(1);
  });

  it("needs the permission of each action, for each row in bulk", async () => {
    const { sandbox, send, read } = await start(["company.view", "company.update"]);
    await using _ = sandbox;
    const [company] = await read("/companies?limit=1");
    expect(await send("DELETE", `/companies/${company?._id}`)).toMatchObject({
      status: 403,
      body: { message: "You are not allowed to remove Company." },
    });
    expect((await send("POST", "/companies", { name: "x" })).status).toBe(403);
    expect((await send("PUT", `/companies/${company?._id}`, { phase: "x" })).status).toBe(200);
    const bulk = await send("PUT", "/companies", [
      { _id: company?._id, phase: "y" },
      { name: "New", externalId: "n-1" },
    ]);
    expect(bulk).toMatchObject({ status: 206, body: { updated: 1, created: 0 } });
    expect(bulk.body.permissionErrors).toEqual([{ externalId: "n-1" }]);
    expect((await send("PUT", "/users", [{ email: "a@b.example" }])).status).toBe(403);
  });

  it("computes a company's status and revenue from its licenses, and a license's amounts from each other", async () => {
    const { sandbox, send } = await start();
    await using _ = sandbox;
    const { body: company } = await send("POST", "/companies", { name: "Lic" });
    const statusNow = async () => (await send("GET", `/companies/${company._id}`)).body;
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const license = { companyId: company._id, _currency: "EUR", length: 12 };
    const running = { fromDate: inDays(-30), toDate: inDays(335), mrr: 100 };
    const { body: made } = await send("POST", "/licenses", { ...license, ...running });
    expect(made).toMatchObject({ mrr: 100, arr: 1_200, value: 1_200, renewalDaysFromNow: 335 });
    expect(await statusNow()).toMatchObject({ status: "customer", mr: 100, arr: 1_200 });
    await send("PUT", `/licenses/${made._id}`, { renewalStatus: "lost" });
    expect(await statusNow()).toMatchObject({ status: "canceled", mr: 0 });
    await send("PUT", `/licenses/${made._id}`, { toDate: inDays(-1) });
    expect((await statusNow()).status).toBe("lost");
    await send("DELETE", `/licenses/${made._id}`);
    expect((await statusNow()).status).toBe("prospect");
    await send("POST", "/licenses", { ...license, fromDate: inDays(9), value: 2_400 });
    expect((await statusNow()).status).toBe("coming");
  });

  it("can answer 201 with an empty body, and errors as plain text", async () => {
    const { sandbox, token, read } = await start();
    await using _ = sandbox;
    const send = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(sandbox.baseUrl() + path, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return [response.status, await response.text()];
    };
    sandbox.setFaults([{ kind: "no_body" }]);
    expect(await send("POST", "/companies", { name: "Silent", externalId: "s-1" })).toEqual([
      201,
      "",
    ]);
    sandbox.clearFaults();
    expect(await read("/companies/extid-s-1")).toMatchObject({ name: "Silent" });
    sandbox.setConventions({ errorBodies: "text" });
    expect(await send("GET", "/companies/nothing")).toEqual([
      400,
      "The identifier must be a Planhat _id, or start with extid- or srcid-.",
    ]);
  });

  it("finds the company of a mail address, and the sender of an NPS answer", async () => {
    const { sandbox, send, read } = await start();
    await using _ = sandbox;
    const [company] = await read("/companies?limit=1");
    const domain = String(company?.["domains"]);
    const { body } = await send("POST", "/endusers", { email: `new@${domain}` });
    expect(body.companyId).toBe(company?._id);
    const answer = await send("POST", "/nps", { email: `new@${domain}`, score: 9 });
    expect(answer.body).toMatchObject({ euId: body._id, cId: company?._id });
  });
});

describe("a list's own filters", () => {
  it("select the matching records, and unknown filters are ignored", async () => {
    const { sandbox, read } = await start();
    await using _ = sandbox;
    sandbox.addTenants({ key: "dims", sizes: { company: 3, dimensiondata: 500 } });
    const [ready] = sandbox.addTenants({ key: "d2", sizes: { company: 3, dimensiondata: 500 } });
    const dims = async (query: string) =>
      (await ask(sandbox, ready?.token ?? "", `/dimensiondata?limit=2000${query}`)).body as Row[];
    const all = await dims("");
    const dayOf = (row: Row) => Math.floor(Date.parse(String(row["time"])) / 86_400_000);
    const days = all.map(dayOf).toSorted((a, b) => a - b);
    const [from = 0, to = 0] = [days[100], days[200]];
    const some = await dims(`&dimid=logins&from=${from}&to=${to}`);
    expect(some).toEqual(
      all.filter(
        (row) => row["dimensionId"] === "logins" && dayOf(row) >= from && dayOf(row) <= to,
      ),
    );
    expect(some.length).toBeGreaterThan(10);
    expect((await read("/endusers?name=Nobody")).length).toBe(100);
    const [person] = await read("/endusers?limit=1&offset=7");
    expect(await read(`/endusers?email=${String(person?.["email"])}`)).toEqual([person]);
    expect((await read("/tickets?s=open&l=5")).map((row) => row["status"])).toEqual(
      Array.from({ length: 5 }, () => "open"),
    );
    expect((await read("/customfields?parent=EndUser")).length).toBeLessThan(40);
    const done = await read("/tasks?isArchived=true");
    expect(new Set(done.map((row) => row["isArchived"]))).toEqual(new Set([true]));
  });
});
