/** The guarantee that the stored counts of records always equal the count of the rows, after every kind of change. */
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Tx } from "../client/database.ts";
import { withTenant } from "../client/database.ts";
import { eraseLandedBatch, insertReceipt } from "../connection/receipts.ts";
import { markTailAbsent, removeAbsent } from "../sync/absences.ts";
import { landPage } from "../sync/landing.ts";
import type { SyncClaim } from "../sync/sync-claims.ts";
import { claimSync } from "../sync/sync-claims.ts";
import { insertSync } from "../sync/syncs.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange, system } from "../testing/arrange.ts";
import { countRecordRows } from "./record-counts.ts";
import { eraseRecords } from "./records.ts";

const models = ["company", "enduser"] as const;
let db: Arranged;
let owner: Client;
let claim: SyncClaim;
let other: { readonly tenantId: string; readonly connectionId: string };

beforeAll(async () => {
  db = await arrange();
  owner = new Client({ connectionString: db.database.ownerUrl });
  await owner.connect();
  const { tenantId, connectionId } = await db.addTenant("Acme");
  other = await db.addTenant("Globex");
  claim = await withTenant(db.worker, system, tenantId, async (tx) => {
    const nothingKnown = { expected: null, watermark: null, newest: null };
    const streams = models.map((model) => ({ model, mode: "full" as const, ...nothingKnown }));
    const sync = { tenantId, connectionId, mode: "full" as const, models: streams };
    const { id } = await insertSync(tx, sync);
    // PostgreSQL may round the sync's creation time up to the next millisecond.
    const now = new Date(Date.now() + 1);
    const claimed = await claimSync(tx, id, { now, until: new Date(now.getTime() + 600_000) });
    if (claimed === undefined) throw new Error("The sync could not be claimed.");
    return claimed;
  });
});
afterAll(async () => {
  await owner.end();
  await db[Symbol.asyncDispose]();
});

const inTenant = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  withTenant(db.worker, system, claim.tenantId, work);

const land = (model: (typeof models)[number], ids: readonly string[], version = 1) =>
  inTenant((tx) => {
    const bytes = new TextEncoder().encode(JSON.stringify(ids.map((_id) => ({ _id, version }))));
    const order = { by: "id", after: null, isFirst: true } as const;
    return landPage(tx, claim, { model, bytes, order });
  });

/** Reads the stored counts with the role of the API, and expects that they equal the counts of the rows. */
async function readCounts() {
  const kept = await withTenant(db.api, system, claim.tenantId, (tx) =>
    countRecordRows(tx, claim.connectionId),
  );
  const { rows } = await owner.query(
    `select model, (count(*) filter (where deleted_at is null))::int as live, count(deleted_at)::int as deleted
     from records where connection_id = $1 group by model order by model`,
    [claim.connectionId],
  );
  const sorted = kept.toSorted((one, next) => one.model.localeCompare(next.model));
  expect(sorted).toEqual(rows);
  return sorted;
}

const company = (live: number, deleted: number) => ({ model: "company", live, deleted });
const enduser = (live: number, deleted: number) => ({ model: "enduser", live, deleted });

describe("the kept counts of records", () => {
  it("follow pages that land at the same time and change records that are there already", async () => {
    const pageOf = (page: number) =>
      Array.from({ length: 9 }, (_, n) => `id${(page * 4 + n) % 50}`);
    await Promise.all(
      Array.from({ length: 40 }, (_, page) =>
        land(models[page % 2] ?? "company", pageOf(page), page),
      ),
    );
    const counts = await readCounts();
    expect(counts.map(({ deleted }) => deleted)).toEqual([0, 0]);
    expect(counts.every(({ live }) => live > 20)).toBe(true);
  });

  it("follow records that are removed and that come back", async () => {
    await inTenant((tx) => eraseRecords(tx, claim.connectionId));
    const [companies, people] = await readCounts();
    expect([companies?.live, people?.live]).toEqual([0, 0]);
    const { rows } = await owner.query<{ epoch: string }>(
      "select epoch from connections where id = $1",
      [claim.connectionId],
    );
    claim = { ...claim, epoch: Number(rows[0]?.epoch) };
    await land("company", ["id0", "id1", "id2"]);
    const erased = companies?.deleted ?? 0;
    expect(await readCounts()).toEqual([company(3, erased - 3), enduser(0, people?.deleted ?? 0)]);
    await inTenant(async (tx) => {
      markTailAbsent(tx, claim, "company", "id0");
      const of = { ...claim, model: "company" } as const;
      expect(await removeAbsent(tx, of, { syncId: claim.id, limit: 10 })).toMatchObject({
        removed: 2,
      });
    });
    expect((await readCounts())[0]).toEqual(company(1, erased - 1));
  });

  it("do not follow a transaction that is rolled back", async () => {
    const before = await readCounts();
    const failing = inTenant(async (tx) => {
      await eraseRecords(tx, claim.connectionId);
      throw new Error("rolled back");
    });
    await expect(failing).rejects.toThrow("rolled back");
    expect(await readCounts()).toEqual(before);
  });

  it("follow the purge of a disconnected connection, whose receipt has their sum", async () => {
    const before = await readCounts();
    const all = before.reduce((sum, { live, deleted }) => sum + live + deleted, 0);
    const { connectionId, tenantId } = claim;
    await withTenant(db.api, system, tenantId, (tx) =>
      insertReceipt(tx, { connectionId, tenantId, disconnectedBy: undefined, data: "erase" }),
    );
    const receipt = await owner.query("select records from receipts");
    expect(receipt.rows).toEqual([{ records: all }]);
    const erase = () =>
      inTenant((tx) => eraseLandedBatch(tx, connectionId, { limit: 30, at: new Date() }));
    for (let step = await erase(); step?.isOver === false; step = await erase()) await readCounts();
    expect(await readCounts()).toEqual([]);
  });

  it("are seen by their own tenant only", async () => {
    await land("company", ["id0"]);
    const as = (tenantId: string) =>
      withTenant(db.api, system, tenantId, (tx) =>
        // This query has no tenant condition, so only row-level security limits its rows.
        countRecordRows({ ...tx, tenantId: null }, claim.connectionId),
      );
    expect(await as(other.tenantId)).toEqual([]);
    expect(await as(claim.tenantId)).toEqual([company(1, 0)]);
  });

  it("go with their connection", async () => {
    await owner.query("delete from connections where id = $1", [claim.connectionId]);
    expect((await owner.query("select from record_counts")).rowCount).toBe(0);
  });
});
