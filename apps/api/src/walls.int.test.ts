/**
 * Tests the walls between tenants. The list of operations generates the tests: every route × every role × another
 * tenant's ids. For a guest, the ids of the tenant's other connection are tested too. Programs with an API key are
 * tested like the people whose rights their key has, with each scope alone.
 *
 * The tests also run an API whose queries have no tenant conditions: row-level security in PostgreSQL still refuses.
 * Without the conditions and without row-level security, the other tenant is visible. So it is the database that
 * refuses.
 */
import { fileURLToPath } from "node:url";
import { type ApiKeyScope, apiKeyScopes } from "@churned/domain/api-key";
import { type CallerRole, callerRoles, type Role, roles } from "@churned/domain/shared";
import {
  keyScopeOf,
  type Operation,
  type OperationName,
  operations,
  routes,
  type Subject,
} from "@churned/domain/wire";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiProcess, startApiProcess } from "./testing/api-process.ts";
import { cookieOf, startTestApi, type TestApi } from "./testing/test-api.ts";

type Ids = Readonly<Record<Subject, string>>;

const withoutConditions = fileURLToPath(
  new URL("./testing/without-tenant-conditions.ts", import.meta.url),
);
const unknownId = "019ab000-0000-7000-8000-0000000000ff";
const names = Object.keys(operations) as OperationName[];
const operationOf = (name: OperationName): Operation => operations[name];

let api: TestApi;
let globexIds: Ids;
/** Ids of Acme's other connection, to which its guest was not invited. */
let secondIds: Ids;
let guestCookie: string;
/** API keys of Acme and of operators, with each scope alone. */
let keys: readonly { readonly role: Role; readonly scope: ApiKeyScope; readonly secret: string }[];
let globexBefore: string;
let bare: ApiProcess;

beforeAll(async () => {
  api = await startTestApi();
  globexIds = await addWork(api.globex);
  const second = await api.call("POST", "/v1/connections", {
    cookie: api.acme.cookie,
    body: { name: "Second" },
  });
  secondIds = await addWork({ ...api.acme, connectionId: readId(second.body, "id") });
  guestCookie = await comeInAsGuest();
  keys = await Promise.all(
    apiKeyScopes.flatMap((scope) =>
      roles.map(async (role) => ({ role, scope, secret: await makeKey(role, scope) })),
    ),
  );
  globexBefore = await readGlobex();
  bare = await startApiProcess(api, { imports: [withoutConditions] });
});
afterAll(async () => {
  await bare[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

async function makeKey(role: Role, scope: ApiKeyScope): Promise<string> {
  const made = await api.call("POST", "/v1/api-keys", {
    cookie: api.operator.cookie,
    body: {
      name: scope,
      scopes: [scope],
      ...(role === "customer" ? { tenantId: api.acme.id } : {}),
    },
  });
  return readId(made.body, "secret");
}

async function comeInAsGuest(): Promise<string> {
  const made = await api.call("POST", `/v1/connections/${api.acme.connectionId}/invitations`, {
    cookie: api.acme.cookie,
    body: { email: "admin@acme.example" },
  });
  const secret = new URL(readId(made.body, "url")).hash.slice(1);
  return cookieOf(await api.call("POST", "/v1/invitations/exchange", { body: { secret } }));
}

/** Gives a connection one row of each kind that has an id. */
async function addWork(of: {
  readonly id: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly cookie: string;
}): Promise<Ids> {
  const { connectionId: connection, cookie } = of;
  const { cookie: operator } = api.operator;
  await asOwner("update connections set state = 'connected' where id = $1", [connection]);
  const at = `/v1/connections/${connection}`;
  const saved = await api.call("PUT", `${at}/token`, { cookie, body: { token: "globex-token" } });
  const asked = await api.call("POST", `${at}/sync-requests`, { cookie });
  const invited = await api.call("POST", `${at}/invitations`, {
    cookie,
    body: { email: "grace@globex.example" },
  });
  const synced = await api.call("POST", `${at}/syncs`, { cookie: operator });
  const [incident] = await asOwner(
    "insert into incidents (fault, host, kind, opened_at, looked_at, next_look_at) values ('theirs', $1, 'planhat_down', now(), now(), now()) returning id",
    [connection],
  );
  const key = await api.call("POST", "/v1/api-keys", {
    cookie: operator,
    body: { name: "Machine", scopes: ["read"], tenantId: of.id },
  });
  return {
    api_key: readId(Reflect.get(key.body as object, "key"), "id"),
    tenant: of.id,
    incident: readId(incident, "id"),
    connection,
    check: readId(saved.body, "checkId"),
    sync_request: readId(asked.body, "id"),
    sync: readId(synced.body, "id"),
    invitation: readId(invited.body, "id"),
    person: of.userId,
  };
}

function readId(body: unknown, key: string): string {
  const id: unknown = Reflect.get(body as object, key);
  if (typeof id !== "string") throw new Error(`no ${key} in ${JSON.stringify(body)}`);
  return id;
}

async function asOwner(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: api.database.ownerUrl });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** All data of Globex as text, to check that no call changed it. */
async function readGlobex(): Promise<string> {
  const tables = await asOwner(
    "select table_name::text as name from information_schema.columns where column_name = 'tenant_id' and table_schema = 'public' order by 1",
  );
  expect(tables.length).toBeGreaterThan(8);
  const rows = await Promise.all(
    tables.map(({ name }) =>
      asOwner(
        `select to_jsonb(t) as row from "${String(name)}" t where tenant_id = $1 order by 1`,
        [api.globex.id],
      ),
    ),
  );
  return JSON.stringify(rows);
}

function addressOf(name: OperationName, id: string): string {
  return routes[name].path.replace("{id}", id);
}

async function callAs(
  call: TestApi["call"],
  name: OperationName,
  who: CallerRole | "nobody",
  id: string,
) {
  const cookies = {
    customer: api.acme.cookie,
    operator: api.operator.cookie,
    guest: guestCookie,
    nobody: undefined,
  };
  const { bodyExample: body } = operationOf(name);
  return await call(routes[name].method, addressOf(name, id), { cookie: cookies[who], body });
}

/** Checks that an answer contains nothing of Globex. */
function expectNothingOfGlobex(text: string): void {
  for (const secret of [api.globex.id, ...Object.values(globexIds), "Globex"])
    expect(text).not.toContain(secret);
}

describe.each([
  { how: "as built", callOf: () => api.call },
  { how: "with the tenant conditions taken out of the queries", callOf: () => bare.call },
])("$how", ({ callOf }) => {
  test.each(names)("%s refuses anonymous callers, wrong roles, other tenants", async (name) => {
    const call = callOf();
    const { access, subject } = operationOf(name);
    const idOfAnother = subject === undefined ? "" : globexIds[subject];
    const ids = subject === undefined ? [""] : [idOfAnother, unknownId, "not-an-id"];

    if (access !== "anyone")
      for (const id of ids) {
        const answer = await callAs(call, name, "nobody", id);
        expect([answer.status, answer.body]).toMatchObject([401, { code: "UNAUTHENTICATED" }]);
      }
    for (const role of callerRoles) {
      const isAllowed = access === "anyone" || access.includes(role);
      const others = role === "guest" && subject !== undefined ? [secondIds[subject]] : [];
      for (const id of [...ids, ...others]) {
        if (isAllowed && (subject === undefined || (role === "operator" && id === idOfAnother)))
          continue;
        const answer = await callAs(call, name, role, id);
        expect([role, id, answer.status, answer.body]).toMatchObject(
          isAllowed
            ? [role, id, 404, { code: "NOT_FOUND" }]
            : [role, id, 403, { code: "FORBIDDEN" }],
        );
      }
    }
  });

  test.each(names)("%s refuses API keys without the scope, and of other tenants", async (name) => {
    const { access, subject } = operationOf(name);
    if (access === "anyone") return;
    const ids = subject === undefined ? [""] : [globexIds[subject], unknownId];
    for (const { role, scope, secret } of keys) {
      const isAllowed = access.includes(role) && keyScopeOf(name) === scope;
      for (const id of ids) {
        if (isAllowed && (subject === undefined || (role === "operator" && id !== unknownId)))
          continue;
        const answer = await callOf()(routes[name].method, addressOf(name, id), {
          headers: { authorization: `Bearer ${secret}` },
          body: operationOf(name).bodyExample,
        });
        expect([role, scope, id, answer.status, answer.body]).toMatchObject(
          isAllowed
            ? [role, scope, id, 404, { code: "NOT_FOUND" }]
            : [role, scope, id, 403, { code: "FORBIDDEN" }],
        );
      }
    }
  });

  test("lists show a key only its tenant", async () => {
    const secret = keys.find((key) => key.role === "customer" && key.scope === "read")?.secret;
    const lists = names.filter(
      (name) =>
        routes[name].method === "GET" &&
        operationOf(name).subject === undefined &&
        keyScopeOf(name) === "read" &&
        operationOf(name).access.includes("customer"),
    );
    expect(lists).toContain("listConnections");
    for (const name of lists) {
      const answer = await callOf()("GET", addressOf(name, ""), {
        headers: { authorization: `Bearer ${secret}` },
      });
      expect([name, answer.status]).toEqual([name, 200]);
      expectNothingOfGlobex(answer.text);
    }
  });

  test("lists show a customer only their own tenant", async () => {
    const call = callOf();
    const lists = names.filter(
      (name) =>
        routes[name].method === "GET" &&
        operationOf(name).subject === undefined &&
        operationOf(name).access !== "anyone",
    );
    expect(lists).toContain("listConnections");
    for (const name of lists) {
      const answer = await callAs(call, name, "customer", "");
      expectNothingOfGlobex(answer.text);
      const narrowed = await call(
        "GET",
        `${addressOf(name, "")}?connectionId=${api.globex.connectionId}&q=Globex`,
        { cookie: api.acme.cookie },
      );
      expectNothingOfGlobex(narrowed.text);
    }
    const own = await callAs(call, "listConnections", "customer", "");
    expect(own.body).toMatchObject({
      items: [{ id: api.acme.connectionId }, { id: secondIds.connection }],
      total: 2,
    });
  });

  test("a customer cannot add a connection to another tenant", async () => {
    const answer = await callOf()("POST", "/v1/connections", {
      cookie: api.acme.cookie,
      body: { name: "mine", tenantId: api.globex.id },
    });
    expect(answer.status).toBe(404);
  });

  test("a guest sees only their connection and its checks", async () => {
    const at = `/v1/connections/${api.acme.connectionId}`;
    const as = { cookie: guestCookie };
    expect((await callOf()("GET", at, as)).body).toMatchObject({ id: api.acme.connectionId });
    const checks = await callOf()("GET", `${at}/checks`, as);
    expect(checks.status).toBe(200);
    for (const id of Object.values(secondIds)) expect(checks.text).not.toContain(id);
  });

  test("no call changed the other tenant's data", async () => {
    expect(await readGlobex()).toBe(globexBefore);
  });
});

describe("the check of these tests", () => {
  test("the tenant conditions were removed", () => {
    expect(bare.process.output()).toContain("without tenant conditions");
  });

  test("the other tenant is visible without the conditions and without row-level security", async () => {
    await using open = await startApiProcess(api, {
      imports: [withoutConditions],
      env: { DATABASE_URL: api.database.ownerUrl },
    });
    const answer = await callAs(open.call, "getConnection", "customer", api.globex.connectionId);
    expect(answer.status).toBe(200);
    const list = await callAs(open.call, "listConnections", "customer", "");
    expect(list.text).toContain(api.globex.connectionId);
  });
});
