/**
 * The guarantees of the search for connections by name: the search finds all matches, keeps tenants apart, and counts
 * up to a limit.
 */
import { Client } from "pg";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "@churned/domain/shared";
import { countedMost } from "@churned/domain/connection";
import type { Tx } from "../client/database.ts";
import { asOperator, withTenant } from "../client/database.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange, system } from "../testing/arrange.ts";
import { listConnectionRows } from "./connection-list.ts";

let db: Arranged;
let owner: Client;
let acme: { readonly tenantId: string; readonly connectionId: string };
let globex: { readonly tenantId: string; readonly connectionId: string };

beforeAll(async () => {
  db = await arrange();
  owner = new Client({ connectionString: db.database.ownerUrl });
  await owner.connect();
  acme = await db.addTenant("Acme Ünit 100%_\\");
  globex = await db.addTenant("Globex");
});
afterAll(async () => {
  await owner.end();
  await db[Symbol.asyncDispose]();
});

const find = async (q: string) => {
  const page = await asOperator(db.api, system, (tx) =>
    listConnectionRows(tx, { q, sort: "name", limit: 50 }),
  );
  expect(page.total).toBe(page.items.length);
  return page.items.map(({ id }) => id);
};

describe("a search for connections", () => {
  it("finds every part of a name of the connection or its tenant, in any case, and nothing else", async () => {
    const { connectionId } = acme;
    for (const q of ["a", "ac", "ACME", "ünit", "ÜNIT 1", "0%", "_", "\\", "e ü"])
      expect([q, await find(q)]).toEqual([q, [connectionId]]);
    for (const q of ["acmeglobex", "acme_", "%globex", "zq", "ünit 1000"])
      expect([q, await find(q)]).toEqual([q, []]);
    expect(await find("globe")).toEqual([globex.connectionId]);
  });

  it("finds a connection by its new names only, after it or its tenant was renamed", async () => {
    await owner.query("update connections set name = 'Umbrella' where id = $1", [
      globex.connectionId,
    ]);
    await owner.query("update tenants set name = 'Initech' where id = $1", [globex.tenantId]);
    expect(await find("globex")).toEqual([]);
    expect(await find("umbrella")).toEqual([globex.connectionId]);
    expect(await find("initech")).toEqual([globex.connectionId]);
  });

  it("returns a tenant's own connections only, and none to a guest or without a scope, even in the function that searches as the owner", async () => {
    const search = async (tx: Tx) => {
      const found = sql`select app.find_connections('e', 100) as id`;
      return (await tx.orm.execute<{ id: string }>(found)).rows.map(({ id }) => id);
    };
    const names = async (tx: Tx) =>
      (await tx.orm.execute(sql`select * from connection_names`)).rows.length;
    const of = [acme.connectionId, globex.connectionId].toSorted();
    expect((await asOperator(db.api, system, search)).toSorted()).toEqual(of);
    for (const one of [acme, globex]) {
      expect(await withTenant(db.api, system, one.tenantId, search)).toEqual([one.connectionId]);
      expect(await withTenant(db.api, system, one.tenantId, names)).toBe(1);
    }
    const guest: Actor = {
      kind: "guest",
      invitationId: acme.connectionId,
      tenantId: acme.tenantId,
      connectionId: acme.connectionId,
    };
    expect(await withTenant(db.api, guest, acme.tenantId, search)).toEqual([]);
    expect(await withTenant(db.api, guest, acme.tenantId, names)).toBe(0);
    const { rows } = await db.api.pool.query("select app.find_connections('e', 100)");
    expect(rows).toEqual([]);
  });

  it("finds the same page of many as of few, and counts no further than the limit", async () => {
    await owner.query(
      `insert into connections (tenant_id, name, plan)
       select $1, 'Many ' || lpad(n::text, 4, '0'), '{}' from generate_series(1, 2100) n`,
      [globex.tenantId],
    );
    const list = (q: string) =>
      asOperator(db.api, system, (tx) => listConnectionRows(tx, { q, sort: "-name", limit: 3 }));
    const many = await list("many");
    expect(many.items.map(({ name }) => name)).toEqual(["Many 2100", "Many 2099", "Many 2098"]);
    expect(many).toMatchObject({ total: countedMost, isAtLeast: true });
    const few = await list("many 20");
    expect(few.items.map(({ name }) => name)).toEqual(["Many 2099", "Many 2098", "Many 2097"]);
    expect(few).toMatchObject({ total: 100, isAtLeast: false });
  });
});
