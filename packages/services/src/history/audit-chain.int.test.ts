/** The guarantees of the audit: one chain in the order of the commits, and a check that names each later change. */
import { readFile } from "node:fs/promises";
import { asOperator, createDatabase } from "@churned/db/client";
import { addAudit } from "@churned/db/history";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { verifyAudit } from "./verify-audit.ts";

let its: Arranged;
beforeEach(async () => {
  its = await arrange();
});
afterEach(async () => {
  await its[Symbol.asyncDispose]();
});

/** Adds lines, each in a transaction of its own. */
async function addLines(count: number, from = 0, db = its.operator.db): Promise<void> {
  for (let n = from; n < from + count; n += 1)
    await asOperator(db, its.operator.actor, async (tx) =>
      addAudit(tx, {
        tenantId: null,
        action: "policy.on",
        subjectId: `line ${n}`,
        reason: `reason ${n} – é`,
        request: { id: `request ${n}`, address: "192.0.2.1", device: "a browser" },
      }),
    );
}

/** Changes rows as an owner who switches off triggers and foreign keys. */
const tamper = (text: string) =>
  its.query(`begin; set local session_replication_role = replica; ${text}; commit`);
const verify = async () => (await verifyAudit(its.operator)).defects;
const named = async () => (await verify()).map(({ kind, at }) => `${kind} ${at}`);

describe("the check of the audit", () => {
  test("finds no defect in an untouched audit, and its hash equals the hash of the database", async () => {
    await addLines(5);
    const { defects, head } = await verifyAudit(its.operator);
    const [last] = await its.query<{ seq: string; hash: string }>(
      "select seq, encode(hash, 'hex') as hash from audit_chain order by seq desc limit 1",
    );
    expect(defects).toEqual([]);
    expect(head).toEqual({ seq: Number(last?.seq), hash: last?.hash });
    expect(head.seq).toBeGreaterThan(5);
  });

  test("names a line after a change of one byte, in every column", async () => {
    await addLines(1);
    const [{ seq, id } = { seq: "", id: "" }] = await its.query<{ seq: string; id: string }>(
      "select c.seq, a.id from audit a join audit_chain c on c.audit_id = a.id order by c.seq desc limit 1",
    );
    const columns = await its.query<{ name: string; type: string }>(
      "select column_name::text as name, data_type::text as type from information_schema.columns where table_name = 'audit' and table_schema = 'public'",
    );
    expect(columns.length).toBeGreaterThanOrEqual(11);
    for (const { name, type } of columns.filter((column) => column.name !== "id")) {
      const other: Record<string, string> = {
        uuid: "uuidv7()",
        text:
          name === "actor_kind" ? "'system'" : `coalesce(overlay(${name} placing '~' from 1), '~')`,
        "timestamp with time zone": `${name} + interval '1 millisecond'`,
      };
      await its.query(`create table kept as select * from audit where id = '${id}'`);
      await tamper(`update audit set ${name} = ${other[type]} where id = '${id}'`);
      expect([name, await named()]).toEqual([name, [`changed ${seq}`]]);
      await tamper(`update audit set ${name} = (select ${name} from kept) where id = '${id}'`);
      await its.query("drop table kept");
    }
    expect(await verify()).toEqual([]);
    await tamper(`update audit set id = uuidv7() where id = '${id}'`);
    expect(await named()).toEqual([`missing ${seq}`, "unchained null"]);
  });

  test("names a removed line, a removed entry, and both together", async () => {
    await addLines(9);
    await tamper("delete from audit where id = (select audit_id from audit_chain where seq = 5)");
    expect(await named()).toEqual(["missing 5"]);
    await tamper("delete from audit_chain where seq = 5");
    expect(await named()).toEqual(["missing 5"]);
    await tamper("delete from audit_chain where seq = 7");
    expect(await named()).toEqual(["missing 5", "missing 7", "unchained null"]);
  });

  test("names a line that was added with an entry before the first entry", async () => {
    await addLines(3);
    const id = "00000000-0000-7000-8000-000000000001";
    await tamper(
      `insert into audit (id, at, actor_kind, actor, action) values ('${id}', now(), 'operator', 'x', 'user.remove')`,
    );
    await tamper(
      `insert into audit_chain (seq, audit_id, previous, hash) values (0, '${id}', '', 'x')`,
    );
    expect(await named()).toEqual(["unchained 0"]);
    await tamper(`delete from audit_chain where seq = 0`);
    await tamper(`delete from audit where id = '${id}'`);
    expect(await named()).toEqual([]);
  });

  test("names two exchanged lines", async () => {
    await addLines(9);
    const exchange = `with two as (
        select a.*, (array[8, 6])[1 + (c.seq = 8)::int] as other
        from audit a join audit_chain c on c.audit_id = a.id where c.seq in (6, 8))
      update audit a set tenant_id = two.tenant_id, at = two.at, actor_kind = two.actor_kind, actor = two.actor,
        action = two.action, subject_id = two.subject_id, reason = two.reason, request_id = two.request_id,
        address = two.address, device = two.device
      from two join audit_chain c on c.seq = two.other where a.id = c.audit_id`;
    await tamper(exchange);
    expect(await named()).toEqual(["moved 6", "moved 8"]);
    await tamper(exchange);
    expect(await verify()).toEqual([]);
    await tamper(
      "update audit_chain set seq = -seq where seq in (6, 7); update audit_chain set seq = 13 + seq where seq < 0",
    );
    expect(await named()).toEqual(["moved 6", "moved 7", "moved 8"]);
  });

  test("finds a removed end of the chain only with a head that was written down", async () => {
    await addLines(9);
    const { head } = await verifyAudit(its.operator);
    expect((await verifyAudit(its.operator, head)).defects).toEqual([]);
    await tamper(
      `delete from audit where id in (select audit_id from audit_chain where seq >= ${head.seq}); delete from audit_chain where seq >= ${head.seq}`,
    );
    expect(await verify()).toEqual([]);
    expect((await verifyAudit(its.operator, head)).defects).toMatchObject([
      { kind: "cut", at: head.seq },
    ]);
    await addLines(1, 100);
    expect((await verifyAudit(its.operator, head)).defects).toMatchObject([
      { kind: "cut", at: head.seq },
    ]);
  });
});

describe("the chain", () => {
  test("has no gap and no fork after fifty writers at once, and follows the order of the commits", async () => {
    const before = (await verifyAudit(its.operator)).head.seq;
    const { promise: slow, resolve } = Promise.withResolvers<void>();
    const waiting = asOperator(its.operator.db, its.operator.actor, async (tx) => {
      addAudit(tx, { tenantId: null, action: "policy.on", subjectId: "first to write" });
      await slow;
    });
    const many = createDatabase({
      url: its.database.apiUrl,
      poolSize: 50,
      onError: (error) => expect.unreachable(error.message),
    });
    await Promise.all(Array.from({ length: 50 }, (_, n) => addLines(2, n * 2, many)));
    await many.close();
    resolve();
    await waiting;
    const { defects, head } = await verifyAudit(its.operator);
    expect(defects).toEqual([]);
    expect(head.seq).toBe(before + 101);
    const [last] = await its.query(
      `select subject_id from audit join audit_chain on audit_id = id where seq = ${head.seq}`,
    );
    expect(last).toEqual({ subject_id: "first to write" });
  });

  test("leaves nothing of a transaction that was rolled back", async () => {
    const before = (await verifyAudit(its.operator)).head;
    const failed = asOperator(its.operator.db, its.operator.actor, async (tx) => {
      addAudit(tx, { tenantId: null, action: "policy.on" });
      throw new Error("rolled back");
    });
    await expect(failed).rejects.toThrow("rolled back");
    expect((await verifyAudit(its.operator)).head).toEqual(before);
  });

  test("gets the lines that are older than the chain from the migration", async () => {
    await addLines(3);
    const { head } = await verifyAudit(its.operator);
    await its.query("truncate audit_chain");
    const migration = new URL("../../../db/migrations/0050_chain_the_audit.sql", import.meta.url);
    const statements = (await readFile(migration, "utf8")).split("--> statement-breakpoint");
    await its.query(statements.find((statement) => statement.includes("DO $$")) ?? "");
    expect(await verifyAudit(its.operator)).toEqual({ defects: [], head });
  });
});

test("the API cannot set the id or the time of a line, and can change neither a line nor the chain", async () => {
  const { db, actor } = its.operator;
  const run = (text: string) => asOperator(db, actor, (tx) => tx.orm.execute(text));
  await run(
    "insert into audit (id, at, actor_kind, actor, action) values ('00000000-0000-7000-8000-000000000000', '2001-01-01', 'system', 'x', 'policy.on')",
  );
  const [line] = await its.query<{ id: string; isNow: boolean }>(
    `select id, at > now() - interval '1 minute' as "isNow" from audit order by id desc limit 1`,
  );
  expect(line?.isNow).toBe(true);
  expect(line?.id).not.toMatch(/^0000/);
  for (const statement of [
    "update audit set at = now()",
    "delete from audit",
    "insert into audit_chain (seq, audit_id, previous, hash) values (0, uuidv7(), '', '')",
    "update audit_chain set hash = ''",
    "delete from audit_chain",
    "truncate audit_chain",
    "select app.chain_audit_line(a) from audit a",
  ])
    await expect(run(statement)).rejects.toMatchObject({
      cause: expect.objectContaining({ message: expect.stringContaining("permission denied") }),
    });
});
