import { createTestDatabase } from "@churned/testkit";
import type { TestDatabase } from "@churned/testkit";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Database, Tx } from "./database.ts";
import { asOperator, createDatabase, readAtOnce, sendAlong, withTenant } from "./database.ts";
import { system } from "../testing/arrange.ts";

describe("a transaction", () => {
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
    db = createDatabase({ url: database.ownerUrl, poolSize: 1, onError: () => {} });
    await asOperator(db, system, (tx) =>
      tx.orm.execute(sql`create table notes (at serial, text text not null unique)`),
    );
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });
  const insert = (tx: Tx, text: string | null) =>
    tx.orm.execute(sql`insert into notes (text) values (${text})`);
  const list = async () => {
    const { rows } = await asOperator(db, system, (tx) =>
      tx.orm.execute<{ text: string }>(sql`select text from notes order by at`),
    );
    return rows.map(({ text }) => text);
  };
  const causeOf = async (work: Promise<unknown>): Promise<unknown> =>
    await work.then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? (error.cause ?? error) : error),
    );

  it("runs statements sent with sendAlong and awaited statements in the order of sending", async () => {
    const seen = await asOperator(db, system, async (tx) => {
      sendAlong(tx, insert(tx, "first"));
      await insert(tx, "second");
      sendAlong(tx, insert(tx, "third"));
      const { rows } = await tx.orm.execute(sql`select count(*)::int as n from notes`);
      sendAlong(tx, insert(tx, "fourth"));
      return rows;
    });
    expect(seen).toEqual([{ n: 3 }]);
    expect(await list()).toEqual(["first", "second", "third", "fourth"]);
  });

  it("is rolled back if a statement sent with sendAlong fails, and throws that statement's error", async () => {
    const before = await list();
    const atEnd = asOperator(db, system, async (tx) => {
      await insert(tx, "lost");
      sendAlong(tx, insert(tx, null));
    });
    expect(await causeOf(atEnd)).toMatchObject({ code: "23502" });
    const inTheMiddle = asOperator(db, system, async (tx) => {
      sendAlong(tx, insert(tx, null));
      await insert(tx, "lost");
    });
    expect(await causeOf(inTheMiddle)).toMatchObject({ code: "23502" });
    expect(await list()).toEqual(before);
  });

  it("leaves no rejection unhandled if the connection breaks during the commit", async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", note);
    const broken = asOperator(db, system, async (tx) => {
      const { rows } = await tx.orm.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      sendAlong(tx, tx.orm.execute(sql`select pg_terminate_backend(${rows[0]?.pid})`));
    });
    await expect(broken).rejects.toBeInstanceOf(Error);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  it("fails if the code inside it ignored the error of a statement", async () => {
    const before = await list();
    const passedOver = asOperator(db, system, async (tx) => {
      await insert(tx, "lost");
      await insert(tx, null).catch(() => undefined);
    });
    await expect(passedOver).rejects.toThrow("A statement failed");
    expect(await list()).toEqual(before);
  });

  it("refuses statements that other code still sends after one failed, before the pool reuses the connection", async () => {
    const before = await list();
    const beside = Promise.withResolvers<unknown>();
    const goOn = async (tx: Tx): Promise<void> => {
      try {
        for (let n = 0; n < 50; n += 1) await tx.orm.execute(sql`select ${n}::int`);
        await insert(tx, "stray");
      } catch (error) {
        beside.resolve(error);
        // Even code that ignores this error must not get its statement executed.
        await insert(tx, "stray").catch(() => undefined);
      }
    };
    const failing = asOperator(db, system, (tx) =>
      Promise.all([goOn(tx), insert(tx, "lost"), insert(tx, null)]),
    );
    expect(await causeOf(failing)).toMatchObject({ code: "23502" });
    expect(await beside.promise).toBeInstanceOf(Error);
    expect(await list()).toEqual(before);
  });

  it("does not leave its tenant set for the next transaction on the same connection", async () => {
    const whose = sql`select current_setting('app.tenant_id', true) as tenant, current_setting('app.is_operator', true) as operator`;
    const tenantId = "00000000-0000-7000-8000-000000000001";
    const inTenant = await withTenant(db, system, tenantId, (tx) => tx.orm.execute(whose));
    expect(inTenant.rows).toEqual([{ tenant: tenantId, operator: "" }]);
    await causeOf(withTenant(db, system, tenantId, (tx) => insert(tx, null)));
    const after = await asOperator(db, system, (tx) => tx.orm.execute(whose));
    expect(after.rows).toEqual([{ tenant: "", operator: "true" }]);
  });

  it("that only reads is one round trip, and refuses a statement that comes too late", async () => {
    const client = await db.pool.connect();
    const { stream } = client.connection;
    client.release();
    const [single, several] = [vi.spyOn(stream, "_write"), vi.spyOn(stream, "_writev")];
    const read = (tx: Tx) => tx.orm.execute(sql`select 1 as n`);
    const answers = await readAtOnce(db, system, (tx) => Promise.all([read(tx), read(tx)]));
    expect(answers.map(({ rows }) => rows)).toEqual([[{ n: 1 }], [{ n: 1 }]]);
    expect(single.mock.calls.length + several.mock.calls.length).toBe(1);
    const late = readAtOnce(db, system, async (tx) => {
      await read(tx);
      await insert(tx, "late");
    });
    expect(await causeOf(late)).toMatchObject({ message: "The transaction is over." });
    expect(await list()).not.toContain("late");
  });
});
