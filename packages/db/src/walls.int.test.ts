import { sql } from "drizzle-orm";
import { defaultPlan } from "@churned/domain/plan";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOperator, withTenant } from "./client/database.ts";
import { insertConnection } from "./connection/connections.ts";
import { insertCandidate } from "./token/credentials.ts";
import { addAudit, addFact } from "./history/index.ts";
import type { Arranged } from "./testing/arrange.ts";
import { arrange, system } from "./testing/arrange.ts";

const tenantTables = [
  "tenants",
  "memberships",
  "invitations",
  "connections",
  "credentials",
  "checks",
  "probes",
  "sync_requests",
  "estimates",
  "syncs",
  "streams",
  "records",
  "set_aside_records",
  "held_deletes",
  "custom_fields",
  "timeline",
  "audit",
  "notifications",
  "receipts",
  "problem_cares",
  "problem_notes",
] as const;

describe("the walls", () => {
  let db: Arranged;
  let acme: { tenantId: string; connectionId: string };
  let globex: { tenantId: string; connectionId: string };

  beforeAll(async () => {
    db = await arrange();
    acme = await db.addTenant("Acme");
    globex = await db.addTenant("Globex");
    for (const party of [acme, globex]) {
      await withTenant(db.worker, system, party.tenantId, (tx) =>
        tx.orm.execute(sql`
          insert into custom_fields (tenant_id, connection_id, model, name, type)
          values (${party.tenantId}, ${party.connectionId}, 'company', 'Region', 'list')`),
      );
      await withTenant(db.api, system, party.tenantId, async (tx) => {
        addFact(
          tx,
          { id: party.connectionId, tenantId: party.tenantId },
          { kind: "connection_created" },
        );
        addAudit(tx, { tenantId: party.tenantId, action: "token.save" });
        await insertCandidate(tx, {
          id: crypto.randomUUID(),
          tenantId: party.tenantId,
          connectionId: party.connectionId,
          keyId: "k",
          sealed: "enc.ciphertext",
          sealedHash: "h",
        });
      });
    }
  });
  afterAll(async () => {
    await db[Symbol.asyncDispose]();
  });

  // Drizzle wraps the error of PostgreSQL, so the message is in the cause.
  const refused = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "was allowed",
      (error: unknown) =>
        error instanceof Error && error.cause instanceof Error
          ? error.cause.message
          : String(error),
    );

  it("stand around every table that has a tenant", async () => {
    const { rows } = await asOperator(db.api, system, (tx) =>
      tx.orm.execute<{ table: string }>(sql`
        select c.relname as table from pg_class c
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not c.relrowsecurity`),
    );
    expect(rows.map(({ table }) => table).toSorted()).toEqual([
      "accounts",
      "rate_limits",
      "sessions",
      "users",
      "verifications",
    ]);
  });

  it.each(["api", "worker"] as const)(
    "show only a tenant's own rows to the %s, without any condition in the query",
    async (role) => {
      const unread = ["audit", "problem_notes"];
      for (const table of tenantTables.filter((n) => !(role === "worker" && unread.includes(n)))) {
        const column = sql.identifier(table === "tenants" ? "id" : "tenant_id");
        const { rows } = await withTenant(db[role], system, acme.tenantId, (tx) =>
          tx.orm.execute<{ foreign: string }>(
            sql`select count(*) filter (where ${column} <> ${acme.tenantId}) as foreign from ${sql.identifier(table)}`,
          ),
        );
        expect([table, rows[0]?.foreign]).toEqual([table, "0"]);
      }
    },
  );

  it("show nothing if no tenant is set", async () => {
    const { rows } = await db.api.pool.query<{ n: string }>(
      "select count(*) as n from connections",
    );
    expect(rows[0]?.n).toBe("0");
  });

  it("show a guest only the tenant and the connection of the invitation, without any condition in the query", async () => {
    const second = await withTenant(db.api, system, acme.tenantId, (tx) =>
      insertConnection(tx, { tenantId: acme.tenantId, name: "Second", plan: defaultPlan }),
    );
    const guest = {
      kind: "guest",
      invitationId: crypto.randomUUID(),
      tenantId: acme.tenantId,
      connectionId: second,
    } as const;
    await withTenant(db.api, guest, acme.tenantId, async (tx) => {
      addFact(tx, { id: second, tenantId: acme.tenantId }, { kind: "token_saved" });
      addAudit(tx, { tenantId: acme.tenantId, action: "token.save" });
    });
    const seen: Record<string, number> = {};
    for (const table of tenantTables) {
      const { rows } = await withTenant(db.api, guest, acme.tenantId, (tx) =>
        tx.orm.execute<{ n: string }>(sql`select count(*) as n from ${sql.identifier(table)}`),
      );
      seen[table] = Number(rows[0]?.n);
    }
    const nothing = Object.fromEntries(tenantTables.map((table) => [table, 0]));
    expect(seen).toEqual({ ...nothing, tenants: 1, connections: 1 });
    const foreign = withTenant(db.api, guest, acme.tenantId, async (tx) =>
      addFact(tx, { id: acme.connectionId, tenantId: acme.tenantId }, { kind: "token_saved" }),
    );
    expect(await refused(foreign)).toContain("row-level security");
    expect(() => asOperator(db.api, guest, () => Promise.resolve())).toThrow("may not act");
  });

  it("do not leave the tenant set on a pooled connection after the transaction", async () => {
    await withTenant(db.api, system, acme.tenantId, (tx) => tx.orm.execute(sql`select 1`));
    const { rows } = await db.api.pool.query<{ tenant: string | null }>(
      "select app.tenant_id() as tenant",
    );
    expect(rows[0]?.tenant).toBeNull();
  });

  it("refuse to write into another tenant", async () => {
    const write = withTenant(db.api, system, acme.tenantId, async (tx) =>
      addFact(
        tx,
        { id: globex.connectionId, tenantId: globex.tenantId },
        { kind: "connection_created" },
      ),
    );
    expect(await refused(write)).toContain("row-level security");
    const changed = await withTenant(db.api, system, acme.tenantId, (tx) =>
      tx.orm.execute(sql`update connections set name = 'stolen' where id = ${globex.connectionId}`),
    );
    expect(changed.rowCount).toBe(0);
  });

  it("do not let a row of one tenant reference a row of another", async () => {
    const write = asOperator(db.api, system, async (tx) =>
      addFact(
        tx,
        { id: globex.connectionId, tenantId: acme.tenantId },
        { kind: "connection_created" },
      ),
    );
    expect(await refused(write)).toContain("timeline_connection_fk");
  });

  it("let the API write a sealed token but never read it", async () => {
    const read = (column: string): Promise<unknown> =>
      withTenant(db.api, system, acme.tenantId, (tx) =>
        tx.orm.execute(sql`select ${sql.identifier(column)} from credentials`),
      );
    expect(await refused(read("sealed"))).toContain("permission denied");
    expect(await refused(read("key_id"))).toBe("was allowed");
    const star = withTenant(db.api, system, acme.tenantId, (tx) =>
      tx.orm.execute(sql`select * from credentials`),
    );
    expect(await refused(star)).toContain("permission denied");
    const returning = withTenant(db.api, system, acme.tenantId, (tx) =>
      tx.orm.execute(sql`update credentials set sealed = 'x' returning sealed`),
    );
    expect(await refused(returning)).toContain("permission denied");
  });

  it("hide sign-ins from the worker, and let nobody delete or change the audit and the timeline", async () => {
    const asWorker = (text: string): Promise<string> =>
      refused(
        db.worker.pool.query(text).catch((error: unknown) => {
          throw new Error("refused", { cause: error });
        }),
      );
    for (const table of ["sessions", "accounts", "verifications"])
      expect(await asWorker(`select count(*) from ${table}`)).toContain("permission denied");
    for (const role of ["api", "worker"] as const)
      for (const statement of [
        "delete from audit",
        "update audit set action = 'x'",
        "delete from timeline",
        "truncate records",
        "delete from credentials",
      ])
        expect(
          await refused(asOperator(db[role], system, (tx) => tx.orm.execute(sql.raw(statement)))),
        ).toContain("permission denied");
  });

  it("never let a customer act as an operator", () => {
    expect(() =>
      asOperator(db.api, { kind: "customer", userId: "u", tenantId: acme.tenantId }, () =>
        Promise.resolve(),
      ),
    ).toThrow("may not act");
  });
});
