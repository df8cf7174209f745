/** The guarantees for programs that follow the change sequence, tested for both ways of reading it. */
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Tx } from "../client/database.ts";
import { withTenant } from "../client/database.ts";
import { markTailAbsent, removeAbsent } from "../sync/absences.ts";
import { landPage } from "../sync/landing.ts";
import { readChangeLines } from "./record-export.ts";
import { eraseRecords } from "./records.ts";
import type { SyncClaim } from "../sync/sync-claims.ts";
import { claimSync } from "../sync/sync-claims.ts";
import { insertSync } from "../sync/syncs.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange, system } from "../testing/arrange.ts";
import { readRecords } from "../testing/read-records.ts";

interface Change {
  readonly seq: number;
  readonly planhatId: string;
  readonly data: unknown;
}

const pages = 120;
const writers = 6;
let db: Arranged;

beforeAll(async () => {
  db = await arrange();
});
afterAll(async () => {
  await db[Symbol.asyncDispose]();
});

async function claimNewSync(): Promise<SyncClaim> {
  const { tenantId, connectionId } = await db.addTenant("Acme");
  return await withTenant(db.worker, system, tenantId, async (tx) => {
    const nothingKnown = { expected: null, watermark: null, newest: null };
    const models = [{ model: "company", mode: "full", ...nothingKnown }] as const;
    const { id } = await insertSync(tx, { tenantId, connectionId, mode: "full", models });
    // PostgreSQL may round the sync's creation time up to the next millisecond.
    const now = new Date(Date.now() + 1);
    const until = new Date(now.getTime() + 600_000);
    const claim = await claimSync(tx, id, { now, until });
    if (claim === undefined) throw new Error("The sync could not be claimed.");
    return claim;
  });
}

/**
 * Lands (stores) pages concurrently. Each transaction waits for a random time before it commits, so that the
 * transactions do not commit in the order in which they started.
 */
async function write(claim: SyncClaim): Promise<void> {
  let next = 0;
  const takeTurns = async (): Promise<void> => {
    for (let page = next++; page < pages; page = next++) {
      const rows = Array.from({ length: 8 }, (_, n) => ({
        _id: `id${(page * 5 + n) % 97}`,
        page,
      }));
      const order = { by: "time", after: null, timeField: "at" } as const;
      const bytes = new TextEncoder().encode(JSON.stringify(rows));
      await withTenant(db.worker, system, claim.tenantId, async (tx) => {
        await landPage(tx, claim, { model: "company", bytes, order });
        await tx.orm.execute(sql`select pg_sleep(random() * 0.01)`);
      });
    }
  };
  await Promise.all(Array.from({ length: writers }, takeTurns));
}

const ways = [
  {
    way: "pages",
    read: (claim: SyncClaim, since: number): Promise<readonly Change[]> =>
      withTenant(db.api, system, claim.tenantId, async (tx) => {
        const { connectionId } = claim;
        return await readRecords(tx, { connectionId, since, limit: 7 });
      }),
  },
  {
    way: "the export's lines",
    read: (claim: SyncClaim, since: number): Promise<readonly Change[]> =>
      withTenant(db.api, system, claim.tenantId, async (tx) => {
        const from = { connectionId: claim.connectionId, after: since };
        const bounds = { rows: 9, storedBytes: 100, bytesMost: 500 };
        const { bytes } = await readChangeLines(tx, from, bounds);
        return bytes
          .toString()
          .split("\n")
          .slice(0, -1)
          .map((line) => JSON.parse(line) as Change);
      }),
  },
];

it.each(ways)(
  "reading by $way misses no change while pages land and are erased, and returns each sequence once",
  async ({ read }) => {
    const claim = await claimNewSync();
    const seen = new Map<string, Change>();
    let since = 0;
    /** Reads until a reading that began after `isOver` became true finds no more changes. */
    async function follow(isOver: () => boolean): Promise<void> {
      for (;;) {
        const wasOver = isOver();
        const changes = await read(claim, since);
        for (const { seq, planhatId, data } of changes) {
          expect(seq).toBeGreaterThan(since);
          since = seq;
          seen.set(planhatId, { seq, planhatId, data });
        }
        if (wasOver && changes.length === 0) return;
      }
    }
    let isWritten = false;
    const writing = write(claim).finally(() => {
      isWritten = true;
    });
    await follow(() => isWritten);
    await writing;
    const items = await withTenant(db.api, system, claim.tenantId, (tx) =>
      readRecords(tx, { connectionId: claim.connectionId, limit: 1_000 }),
    );
    expect(items).toHaveLength(97);
    const all = items.map(({ seq, planhatId, data }) => ({ seq, planhatId, data }));
    expect([...seen.values()].toSorted((one, other) => one.seq - other.seq)).toEqual(all);

    await withTenant(db.worker, system, claim.tenantId, (tx) =>
      eraseRecords(tx, claim.connectionId),
    );
    await follow(() => true);
    expect([...seen.values()].filter(({ data }) => data !== null)).toEqual([]);
  },
);

it.each(ways)(
  "reading by $way returns a removed record that comes back under its id, with its original first-seen time",
  async ({ read }) => {
    const claim = await claimNewSync();
    const of = { ...claim, model: "company" } as const;
    const inTenant = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
      withTenant(db.worker, system, claim.tenantId, work);
    const land = (...ids: string[]) =>
      inTenant((tx) => {
        const bytes = new TextEncoder().encode(JSON.stringify(ids.map((_id) => ({ _id }))));
        const order = { by: "id", after: null, isFirst: true } as const;
        return landPage(tx, claim, { model: "company", bytes, order });
      });
    const find = () =>
      inTenant(async (tx) => {
        const row = sql`select first_seen_at, deleted_at from records
          where connection_id = ${claim.connectionId} and planhat_id = 'b'`;
        const view = sql`select id from planhat.company where connection_id = ${claim.connectionId} and id = 'b'`;
        return [(await tx.orm.execute(row)).rows[0], (await tx.orm.execute(view)).rows.length];
      });
    await land("a", "b");
    const before = await find();
    expect(before).toMatchObject([{ deleted_at: null }, 1]);
    await land("a");
    await inTenant(async (tx) => {
      markTailAbsent(tx, claim, "company", "a");
      await removeAbsent(tx, of, { syncId: claim.id, limit: 10 });
    });
    expect(await read(claim, 2)).toMatchObject([{ seq: 3, planhatId: "b", data: null }]);
    expect((await find())[1]).toBe(0);
    await land("a", "b");
    expect(await read(claim, 3)).toMatchObject([{ seq: 4, planhatId: "b", data: { _id: "b" } }]);
    expect(await find()).toEqual(before);
  },
);
