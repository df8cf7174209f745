import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Arranged } from "../testing/arrange.ts";
import { arrange, system } from "../testing/arrange.ts";
import { copyLines } from "./copy-out.ts";
import { asOperator, withTenant } from "./database.ts";

let db: Arranged;
beforeAll(async () => {
  db = await arrange();
});
afterAll(async () => {
  await db[Symbol.asyncDispose]();
});

const copy = (select: ReturnType<typeof sql>, bytesMost = 1_000_000) =>
  asOperator(db.api, system, (tx) => copyLines(tx, select, bytesMost));

describe("lines that are copied out", () => {
  it("arrive byte by byte as PostgreSQL holds them, with the last place and without rows that have no line", async () => {
    const odd = 'Zoë\t"\\n" \\\\ 🗞\r\n\n\'; select 1 --$1';
    const found = await copy(
      sql`select n::text, case when n <> 2 then ${odd}::text || n end from generate_series(1, 3) as n`,
    );
    expect(Buffer.from(found.bytes).toString()).toBe(`${odd}1${odd}3`);
    expect(found).toMatchObject({ lines: 2, rows: 3, place: "3", isCut: false });
    expect(await copy(sql`select '1'::text, 'x'::text where false`)).toMatchObject({
      bytes: Buffer.alloc(0),
      rows: 0,
      place: null,
    });
  });

  it("are kept up to the allowed bytes and one line more, also if a line is larger than a page", async () => {
    const large = sql`select n::text, repeat('ab', 1000000) from generate_series(1, 3) as n`;
    const one = await copy(large, 10);
    expect(one).toMatchObject({ lines: 1, place: "1", isCut: true });
    const all = await copy(large, 5_000_000);
    expect(all).toMatchObject({ lines: 3, place: "3", isCut: false });
    expect(Buffer.from(all.bytes).equals(Buffer.from("ab".repeat(3_000_000)))).toBe(true);
  });

  it("are cut where a row has no place", async () => {
    const found = await copy(
      sql`select case when n < 3 then n::text end, 'x'::text from generate_series(1, 4) as n`,
    );
    expect(found).toMatchObject({ lines: 2, rows: 4, place: "2", isCut: true });
  });

  it("hold only rows of the transaction's tenant, without any condition in the query", async () => {
    const [acme, globex] = [await db.addTenant("Acme"), await db.addTenant("Globex")];
    const all = sql`select id::text, name || ',' from connections order by name`;
    const read = async (tenantId: string) => {
      const found = await withTenant(db.api, system, tenantId, (tx) => copyLines(tx, all, 1_000));
      return [found.place, found.lines];
    };
    expect(await read(acme.tenantId)).toEqual([acme.connectionId, 1]);
    expect(await read(globex.tenantId)).toEqual([globex.connectionId, 1]);
  });

  it("reject with PostgreSQL's error, and leave the connection usable", async () => {
    await expect(
      copy(sql`select n::text, (1 / (3 - n))::text from generate_series(1, 5) as n`),
    ).rejects.toThrow("division by zero");
    const after = asOperator(db.api, system, async (tx) => {
      await tx.orm.execute(sql`select 1 / 0`).catch(() => undefined);
      await copyLines(tx, sql`select 'a'::text, 'b'::text`, 1_000);
    });
    await expect(after).rejects.toThrow("current transaction is aborted");
    expect(await copy(sql`select 'a'::text, 'b'::text`)).toMatchObject({ lines: 1 });
  });
});
