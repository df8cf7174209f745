/** What the database roles of the API and the worker may not do, tried as SQL. */
import { sql } from "drizzle-orm";
import { notificationKinds, notificationTable } from "@churned/domain/notification";
import { workingKinds } from "@churned/domain/verdict";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findUsableApiKeys } from "./api-key/api-keys.ts";
import { asOperator, withTenant } from "./client/database.ts";
import { findSignIn } from "./tenant/sign-ins.ts";
import { addPerson } from "./tenant/tenants.ts";
import { type Arranged, arrange, system } from "./testing/arrange.ts";

let db: Arranged;
let owner: Client;
let ids: { readonly tenant: string; readonly connection: string; readonly credential: string };

beforeAll(async () => {
  db = await arrange();
  owner = new Client({ connectionString: db.database.ownerUrl });
  await owner.connect();
  const { tenantId, connectionId } = await db.addTenant("Acme");
  const credential = crypto.randomUUID();
  await owner.query(
    `insert into credentials (id, tenant_id, connection_id, slot, key_id, sealed, sealed_hash)
     values ($1, $2, $3, 'active', 'k', 'enc.text', 'h')`,
    [credential, tenantId, connectionId],
  );
  await owner.query(
    `insert into checks (tenant_id, connection_id, credential_id, trigger, models)
     values ($1, $2, $3, 'save', '{company}')`,
    [tenantId, connectionId, credential],
  );
  await owner.query(
    `insert into timeline (tenant_id, connection_id, actor_kind, actor, fact)
     values ($1, $2, 'system', 'test', '{"kind":"token_saved"}')`,
    [tenantId, connectionId],
  );
  await asOperator(db.api, system, (tx) =>
    addPerson(tx, { email: "ada@acme.example", name: "Ada", role: "customer", tenantId }),
  );
  ids = { tenant: tenantId, connection: connectionId, credential };
});
afterAll(async () => {
  await owner.end();
  await db[Symbol.asyncDispose]();
});

/** Runs a statement with the rows of all tenants. Returns PostgreSQL's refusal, or "allowed". */
async function attempt(role: "api" | "worker", statement: string): Promise<string> {
  const text = statement.replaceAll(
    /:(tenant|connection|credential)/g,
    (_, name: keyof typeof ids) => `'${ids[name]}'`,
  );
  try {
    await asOperator(db[role], system, (tx) => tx.orm.execute(sql.raw(text)));
    return "allowed";
  } catch (error) {
    return error instanceof Error && error.cause instanceof Error
      ? error.cause.message
      : String(error);
  }
}

const read = async (query: string): Promise<Record<string, unknown>[]> =>
  (await owner.query<Record<string, unknown>>(query)).rows;

describe("the API's role", () => {
  it.each([
    "update users set role = 'operator'",
    "insert into users (email, name, role) values ('x@x.example', 'X', 'operator')",
    "delete from users",
    "insert into memberships (tenant_id, user_id) select :tenant, id from users",
    ...["verdict = 'connected'", "verdict_detail = 'x'", "verdict_models = '{company}'"].flatMap(
      (set) => [`update connections set ${set}`, `update checks set ${set}`],
    ),
    ...["host = 'us'", "planhat = '{}'", "fresh_at = now()", "doubt = 'rate_limited'"].map(
      (set) => `update connections set ${set}`,
    ),
    ...["checked_at = now()", "last_seq = 9", "incident_id = null", "answered_at = now()"].map(
      (set) => `update connections set ${set}`,
    ),
    ...["confidence = 'certain'", "requests = '[]'", "planhat = '{}'", "host = 'us'"].map(
      (set) => `update checks set ${set}`,
    ),
    "insert into probes (tenant_id, check_id, model, outcome, duration_ms) select :tenant, id, 'company', 'readable', 1 from checks",
    "update timeline set at = '2020-01-01'",
    "delete from timeline",
    "update audit set at = '2020-01-01'",
    "delete from audit",
    "insert into audit_chain select * from audit_chain",
    "select sealed from credentials",
    "select body from notifications",
    ...["secret_hash = 'x'", "scopes = '{write}'", "tenant_id = null", "expires_at = now()"].map(
      (set) => `update api_keys set ${set}`,
    ),
    "update api_keys set created_by = null",
    "delete from api_keys",
    "update users set is_key = false",
    "update notifications set body = 'x'",
    "update notifications set sent_at = now()",
    "create temporary table t (n integer)",
    "create table public.t (n integer)",
    "select lo_create(0)",
    "select lo_from_bytea(0, 'x')",
    "set role churned_worker",
  ])("may not: %s", async (statement) => {
    expect(await attempt("api", statement)).toContain("permission denied");
  });

  it.each([
    "insert into connections (tenant_id, name, plan, state) values (:tenant, 'x', '{}', 'connected')",
    "insert into connections (tenant_id, name, plan, verdict) values (:tenant, 'x', '{}', 'connected')",
    "insert into connections (tenant_id, name, plan, fresh_at) values (:tenant, 'x', '{}', now())",
    "insert into checks (tenant_id, connection_id, credential_id, trigger, models, state, done_at, verdict) values (:tenant, :connection, :credential, 'save', '{}', 'done', now(), 'connected')",
    "insert into checks (tenant_id, connection_id, credential_id, trigger, models, planhat) values (:tenant, :connection, :credential, 'save', '{}', '{}')",
  ])("may not insert a finished row: %s", async (statement) => {
    expect(await attempt("api", statement)).toContain("row-level security");
  });

  it("adds a person only together with a line of the audit, and only as operator or system", async () => {
    const person = { email: "olga@churned.example", name: "Olga", role: "operator" } as const;
    const id = await asOperator(db.api, system, (tx) => addPerson(tx, person));
    expect(await read(`select action, actor from audit where subject_id = '${id}'`)).toEqual([
      { action: "user.create", actor: "test" },
    ]);
    await expect(asOperator(db.api, system, (tx) => addPerson(tx, person))).resolves.toBe(
      undefined,
    );
    const call =
      "select app.add_person('x@x.example', 'X', 'operator', null, 'system', 'x', null, null, null)";
    await expect(db.api.pool.query(call)).rejects.toThrow("only operators and the system");
  });

  it("names an API key with a row of users with which nobody can sign in, and only as operator or system", async () => {
    const call = "select app.add_api_key_name('Nightly', 'operator') as id";
    await expect(db.api.pool.query(call)).rejects.toThrow("only operators make API keys");
    const { rows } = await asOperator(db.api, system, (tx) =>
      tx.orm.execute<{ id: string }>(sql.raw(call)),
    );
    const session = `insert into sessions (user_id, token, expires_at) values ('${rows[0]?.id}', 'of-key', now() + interval '1 day')`;
    expect(await attempt("api", session)).toBe("allowed");
    const found = await asOperator(db.api, system, (tx) => findSignIn(tx, "of-key"));
    expect(found).toBe(undefined);
  });

  it("cannot make a key that acts as a person", async () => {
    const key = `insert into api_keys (id, name, secret_hash, scopes, created_by, expires_at)
      select id, 'x', 'h', '{write}', id, now() + interval '1 day' from users where name = 'Ada'`;
    expect(await attempt("api", key)).toBe("allowed");
    const found = await asOperator(db.api, system, (tx) =>
      findUsableApiKeys(tx, { secretHash: "h" }, new Date()),
    );
    expect(found).toEqual([]);
  });

  it("cannot choose the time of a line of the timeline or the audit", async () => {
    const old = "'2020-01-01'";
    const insert = [
      `insert into timeline (id, at, tenant_id, connection_id, actor_kind, actor, fact) values ('00000000-0000-7000-8000-000000000000', ${old}, :tenant, :connection, 'system', 'test', '{}')`,
      `insert into audit (id, at, tenant_id, actor_kind, actor, action) values ('00000000-0000-7000-8000-000000000000', ${old}, :tenant, 'system', 'test', 'user.create')`,
    ];
    for (const statement of insert) expect(await attempt("api", statement)).toBe("allowed");
    for (const table of ["timeline", "audit"])
      expect(
        await read(
          `select from ${table} where at < now() - interval '1 hour' or id < '01000000-0000-7000-8000-000000000000'`,
        ),
      ).toEqual([]);
  });

  it("reads the text of a mail, but no secret link that was not delivered, and nothing of another tenant", async () => {
    const texts: Record<string, unknown> = {};
    for (const kind of notificationKinds)
      for (const sentAt of [null, new Date()]) {
        const [row] = (
          await owner.query<{ id: string }>(
            `insert into notifications (tenant_id, kind, channel, cause, recipient, subject, body, sent_at)
             values ($1, $2, 'mail', $3, 'ada@acme.example', 's', 'text', $4) returning id`,
            [ids.tenant, kind, `${kind} ${String(sentAt)}`, sentAt],
          )
        ).rows;
        const ask = sql`select app.mail_text(${row?.id}) as text`;
        const { rows } = await asOperator(db.api, system, (tx) => tx.orm.execute(ask));
        texts[`${kind} ${sentAt === null ? "queued" : "sent"}`] = rows[0]?.["text"];
        const other = await withTenant(db.api, system, crypto.randomUUID(), (tx) =>
          tx.orm.execute(ask),
        );
        expect(other.rows).toEqual([{ text: null }]);
      }
    const unread = Object.keys(texts).filter((key) => texts[key] === null);
    const secret = notificationKinds.filter((kind) => notificationTable[kind].hasSecretLink);
    expect(unread).toEqual(secret.map((kind) => `${kind} queued`));
  });

  it("pauses, resumes and disconnects a connection, and decides no other state", async () => {
    const to = (state: string, more = "") =>
      attempt("api", `update connections set state = '${state}'${more} where id = :connection`);
    const refused = expect.stringContaining("does not decide this state");
    for (const state of ["connected", "needs_customer", "needs_operator"])
      expect([state, await to(state)]).toEqual([state, refused]);
    expect(await to("paused")).toBe("allowed");
    expect(await to("connected")).toEqual(refused);
    expect(await to("awaiting_token")).toBe("allowed");
    for (const kind of workingKinds) {
      await owner.query("update connections set state = 'paused', verdict = $1", [kind]);
      expect([kind, await to("connected")]).toEqual([kind, "allowed"]);
    }
    expect(await to("disconnected", ", disconnected_at = now()")).toBe("allowed");
    expect(await to("connected", ", disconnected_at = null")).toEqual(refused);
  });
});

describe("the worker's role", () => {
  it.each([
    "select password from accounts",
    "select token from sessions",
    "select value from verifications",
    "select secret_hash from api_keys",
    "update api_keys set revoked_at = null",
    "insert into api_keys (id, name, secret_hash, scopes, expires_at) select id, 'x', 'h', '{write}', now() from users",
    "select app.add_api_key_name('x', 'operator')",
    "update users set role = 'operator'",
    "insert into users (email, name, role) values ('x@x.example', 'X', 'operator')",
    "insert into memberships (tenant_id, user_id) select :tenant, id from users",
    "select app.add_person('x@x.example', 'X', 'operator', null, 'system', 'x', null, null, null)",
    "update timeline set at = '2020-01-01'",
    "delete from timeline",
    "delete from audit",
    "create temporary table t (n integer)",
    "create table public.t (n integer)",
    "select lo_create(0)",
  ])("may not: %s", async (statement) => {
    expect(await attempt("worker", statement)).toContain("permission denied");
  });
});
