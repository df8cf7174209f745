import { Client } from "pg";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "../client/database.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange, system } from "../testing/arrange.ts";

describe("the views of schema planhat", () => {
  let db: Arranged;
  let reader: Client;
  let acme: { tenantId: string; connectionId: string };
  let globex: { tenantId: string; connectionId: string };

  beforeAll(async () => {
    db = await arrange();
    acme = await db.addTenant("Acme");
    globex = await db.addTenant("Globex");
    for (const [of, model, data] of [
      [
        acme,
        "company",
        { _id: "c1", name: "Umbrella", arr: "1200.50", domains: ",a.example,b.example," },
      ],
      [
        acme,
        "company",
        {
          _id: "c2",
          name: 7,
          arr: "a lot",
          autoRenews: "true",
          owner: { _id: "u1" },
          custom: { "Seats / used": "12", QBR: "soon", "Churn risk 🔥": "High" },
        },
      ],
      [acme, "invoice", { _id: "i1", cId: "c1", invoiceDate: 20_000, amountTotal: 12 }],
      [globex, "company", { _id: "c3", name: "Hooli", arr: 5 }],
    ] as const)
      await withTenant(db.worker, system, of.tenantId, (tx) =>
        tx.orm.execute(sql`
          insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq)
          values (${of.tenantId}, ${of.connectionId}, ${model}, ${data._id}, ${JSON.stringify(data)}::jsonb, '', 1)`),
      );
    reader = new Client({ connectionString: db.database.ownerUrl });
    await reader.connect();
  });
  afterAll(async () => {
    await reader.end();
    await db[Symbol.asyncDispose]();
  });

  /** Reads with the role of analysts, in a transaction that is set to a tenant, or to no tenant. */
  async function read(query: string, tenantId?: string): Promise<Record<string, unknown>[]> {
    await reader.query("begin");
    try {
      await reader.query("set local role churned_reader");
      if (tenantId !== undefined)
        await reader.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
      return (await reader.query<Record<string, unknown>>(query)).rows;
    } finally {
      await reader.query("rollback");
    }
  }

  it("show the records of the transaction's tenant, with types", async () => {
    expect(
      await read(
        "select name, arr, domains, auto_renews, owner from planhat.company order by id",
        acme.tenantId,
      ),
    ).toEqual([
      {
        name: "Umbrella",
        arr: "1200.50",
        domains: ["a.example", "b.example"],
        auto_renews: null,
        owner: null,
      },
      { name: "7", arr: null, domains: null, auto_renews: true, owner: "u1" },
    ]);
    expect(
      await read(
        "select c_id, invoice_date::text as day, amount_total from planhat.invoice",
        acme.tenantId,
      ),
    ).toEqual([{ c_id: "c1", day: "2024-10-04", amount_total: "12" }]);
    expect(await read("select name from planhat.company", globex.tenantId)).toEqual([
      { name: "Hooli" },
    ]);
  });

  it("show custom fields by name, and convert them to a requested type without failing", async () => {
    expect(
      await read(
        `select name, custom->>'Churn risk 🔥' as risk, planhat.as_number(custom->'Seats / used') as seats,
           planhat.as_instant(custom->'QBR') as qbr
         from planhat.company order by id`,
        acme.tenantId,
      ),
    ).toEqual([
      { name: "Umbrella", risk: null, seats: null, qbr: null },
      { name: "7", risk: "High", seats: "12", qbr: null },
    ]);
  });

  it("show nothing without a tenant, even if the reader claims to be an operator", async () => {
    expect(await read("select * from planhat.company")).toEqual([]);
    expect(
      await read("select c.* from set_config('app.is_operator', 'true', true), planhat.company c"),
    ).toEqual([]);
    await expect(read("select name from public.tenants")).rejects.toThrow(/permission denied/);
    await expect(read("select sealed from public.credentials")).rejects.toThrow(
      /permission denied/,
    );
  });

  it("have the tenant and the connection as their first columns", async () => {
    const { rows } = await reader.query<{ view: string; first: string }>(
      `select table_name as view, string_agg(column_name, ',' order by ordinal_position) filter (where ordinal_position <= 3) as first
       from information_schema.columns where table_schema = 'planhat' group by 1`,
    );
    expect(rows.length).toBeGreaterThan(20);
    for (const { first } of rows) expect(first).toBe("tenant_id,connection_id,id");
  });

  it("never fail, whatever a field holds", async () => {
    const odd = [
      "null",
      '""',
      '"x"',
      "1",
      "-1",
      "1e300",
      "1e-300",
      "true",
      "[]",
      '[null,1,"",{"_id":"a"}]',
      "{}",
      '{"_id":null}',
      '"99999999999999999999"',
      '"2026-13-45"',
      '"2026-02-30T99:99:99Z"',
      '"9999-12-31"',
      "8640000000000000",
      "8640000000000001",
      "-8640000000000000",
      '",,a,,"',
      '"0001-01-01T00:00:00+14:00"',
    ];
    const casts = [
      "text",
      "number",
      "flag",
      "instant",
      "day",
      "reference",
      "references",
      "currency",
      "texts",
      "list",
      "object",
      "any",
    ];
    const { rows } = await reader.query(
      `select ${casts.map((cast) => `planhat.as_${cast}(v) as ${cast}`).join(", ")} from unnest($1::jsonb[]) as v`,
      [odd],
    );
    expect(rows).toHaveLength(odd.length);
  });
});
