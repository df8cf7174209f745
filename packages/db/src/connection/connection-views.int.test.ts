import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOperator, withTenant } from "../client/database.ts";
import { listConnectionRows } from "./connection-list.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange, system } from "../testing/arrange.ts";

describe("connections filtered by incident", () => {
  let db: Arranged;
  let acme: { tenantId: string; connectionId: string };
  let incidents: string[];

  beforeAll(async () => {
    db = await arrange();
    acme = await db.addTenant("Acme");
    const globex = await db.addTenant("Globex");
    incidents = await asOperator(db.worker, system, async (tx) => {
      const { rows } = await tx.orm.execute<{ id: string }>(sql`
        insert into incidents (fault, host, kind, opened_at, looked_at, next_look_at)
        select 'theirs', host, 'planhat_down', now(), now(), now() from unnest(array['api', 'api-eu']) as host
        returning id`);
      return rows.map(({ id }) => id);
    });
    await asOperator(db.api, system, (tx) =>
      tx.orm.execute(sql`
        insert into connections (tenant_id, name, plan)
        select ${globex.tenantId}::uuid, 'Planhat ' || lpad(n::text, 3, '0'), '{}' from generate_series(1, 60) n`),
    );
    await asOperator(db.worker, system, (tx) =>
      tx.orm.execute(sql`
        update connections set incident_id = case when right(name, 1) = '7' then ${incidents[0]}::uuid
          when right(name, 1) = '8' then ${incidents[1]}::uuid end
        where name like 'Planhat %'`),
    );
  });
  afterAll(async () => {
    await db[Symbol.asyncDispose]();
  });

  it("are exactly its members, in order, page by page, with their count", async () => {
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await asOperator(db.api, system, (tx) =>
        listConnectionRows(tx, { incidentId: incidents[0], sort: "name", limit: 4, cursor }),
      );
      expect(page.total).toBe(6);
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(names).toEqual(["007", "017", "027", "037", "047", "057"].map((n) => `Planhat ${n}`));
  });

  it("are none for a tenant without a member in it", async () => {
    const page = await withTenant(db.api, system, acme.tenantId, (tx) =>
      listConnectionRows(tx, { incidentId: incidents[0], sort: "name", limit: 50 }),
    );
    expect(page).toMatchObject({ items: [], total: 0 });
  });
});
