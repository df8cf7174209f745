import type { Database } from "@churned/db/client";
import { createDatabase } from "@churned/db/client";
import type { Sync } from "@churned/domain/wire";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import type { Asked, SyncWorker } from "../testing/sync-worker.ts";
import { createSyncWorker } from "../testing/sync-worker.ts";

interface Row {
  readonly _id: string;
  readonly updatedAt: string;
  readonly n?: number;
  readonly text?: string;
}

const minuteMs = 60_000;
const idOf = (n: number): string => String(n).padStart(24, "0");

describe("pass after pass", () => {
  let world: Arranged;
  let db: Database;
  let worker: SyncWorker;
  let users: Row[];
  let asked: Asked[];
  let isSorting: boolean;
  let refusals: number;
  /** Planhat's limits for a page: the number of rows, and the number of bytes if the page has more than one row. */
  let cap: number;
  let bytesMax: number;
  /** True until the first request for ids after the first page. This request gets an empty answer. */
  let isEmptyOnce: boolean;

  beforeAll(async () => {
    world = await arrange();
    db = createDatabase({ url: world.database.workerUrl, onError: () => undefined });
    await world.query(
      `insert into credentials (id, tenant_id, connection_id, slot, key_id, sealed, sealed_hash, promoted_at)
       select gen_random_uuid(), tenant_id, id, 'active', 'k', 'enc.ciphertext', 'h', now()
       from connections where id = '${world.acme.connectionId}'`,
    );
  });
  afterAll(async () => {
    await db.close();
    await world[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    for (const table of ["syncs", "records", "watermarks", "held_deletes", "absences"])
      await world.query(`delete from ${table}`);
    await world.query(
      `update connections set state = 'connected', plan = '{"user":"required"}' where id = '${world.acme.connectionId}'`,
    );
    asked = [];
    isSorting = true;
    refusals = 0;
    cap = Infinity;
    bytesMax = Infinity;
    isEmptyOnce = false;
    worker = createSyncWorker(world, db, (one) => {
      asked.push(one);
      if ((refusals -= 1) >= 0) return new Response("busy", { status: 503 });
      if (isEmptyOnce && one.limit === 2 && one.offset > 0) {
        isEmptyOnce = false;
        return Response.json([]);
      }
      const page = sorted(one).slice(one.offset, one.offset + Math.min(one.limit, cap));
      return Response.json(page.slice(0, fit(one.select === null ? page : [])));
    });
  });

  function sorted({ sort }: Asked): Row[] {
    if (!isSorting) return users;
    if (sort === "_id") return users.toSorted((a, b) => (a._id < b._id ? -1 : 1));
    const isUp = sort === "updatedAt";
    return users.toSorted((a, b) => (a.updatedAt > b.updatedAt === isUp ? 1 : -1));
  }
  /** How many of these rows fit into a page; at least one. */
  function fit(page: readonly Row[]): number {
    let bytes = 0;
    const at = page.findIndex(
      (row, n) => (bytes += JSON.stringify(row).length) > bytesMax && n > 0,
    );
    return at < 0 ? Infinity : at;
  }
  const ago = (minutes: number): string => new Date(Date.now() - minutes * minuteMs).toISOString();
  const streamOf = (sync: Sync) => {
    const [stream] = sync.streams;
    if (stream === undefined) throw new Error("Nothing was read.");
    return stream;
  };
  const landed = async (): Promise<(number | undefined)[]> =>
    (
      await world.query<{ data: Row }>(
        "select data from records where deleted_at is null order by planhat_id",
      )
    ).map(({ data }) => data.n);

  it("misses no change because of records that are dated ahead", async () => {
    users = Array.from({ length: 600 }, (_, n) => ({
      _id: idOf(n),
      n: 0,
      updatedAt: n < 3 ? ago(-110 + n) : ago(1_000 + n),
    }));
    await worker.run("full");
    users = users.map((user, n) =>
      n < 590 && n > 2 ? { ...user, n: 1, updatedAt: ago(1) } : user,
    );
    expect(streamOf(await worker.run("incremental"))).toMatchObject({
      mode: "incremental",
      updated: 587,
    });
    users = users.map((user, n) => (n > 2 && n < 9 ? { ...user, n: 2, updatedAt: ago(0) } : user));
    expect(streamOf(await worker.run("incremental"))).toMatchObject({
      mode: "incremental",
      updated: 6,
    });
    expect(await landed()).toEqual(users.map(({ n }) => n));
  });

  it("reads the head twice, not ten times, where records dated ahead fill more than a page", async () => {
    users = Array.from({ length: 1_500 }, (_, n) => ({
      _id: idOf(n),
      n: 0,
      updatedAt: n < 700 ? ago(-200 + n / 100) : ago(1_000 + n),
    }));
    await worker.run("full");
    await worker.run("incremental");
    users = users.map((user, n) => (n > 1_490 ? { ...user, n: 1, updatedAt: ago(0) } : user));
    asked.length = 0;
    expect(streamOf(await worker.run("incremental"))).toMatchObject({
      mode: "incremental",
      updated: 9,
    });
    expect(await landed()).toEqual(users.map(({ n }) => n));
    expect(asked.length).toBeLessThan(8);
  });

  it("reads no change twice once no change can come before the watermark any more", async () => {
    users = Array.from({ length: 1_200 }, (_, n) => ({ _id: idOf(n), updatedAt: ago(1_000 + n) }));
    await worker.run("full");
    await worker.run("incremental");
    const moment = ago(1);
    users = users.map((user) => ({ ...user, updatedAt: moment }));
    const pass = async () => streamOf(await worker.run("incremental"));
    const [changed, soon] = [await pass(), await pass()];
    worker.clock.advanceMs(60 * minuteMs);
    const [settling, settled] = [await pass(), await pass()];
    expect(changed.updated).toBe(1_200);
    expect(settling.requests).toBe(soon.requests);
    expect([soon.requests > 1, settled.requests, settled.updated]).toEqual([true, 1, 0]);
    users = users.map((user, n) => (n < 700 ? { ...user, updatedAt: ago(0), n } : user));
    expect(await pass()).toMatchObject({ mode: "incremental", updated: 700 });
  });

  it("counts every call that Planhat received, also the ones it refused", async () => {
    users = Array.from({ length: 2_500 }, (_, n) => ({ _id: idOf(n), updatedAt: ago(n) }));
    refusals = 3;
    expect(streamOf(await worker.run("full"))).toMatchObject({
      fetched: 2_500,
      requests: asked.length,
    });
    expect(asked.length).toBe(6);
  });

  it("expects as many records as the last full pass saw", async () => {
    await world.query(
      `insert into estimates (connection_id, tenant_id, as_of, models)
       select id, tenant_id, now(), '[{"model":"user","records":7,"calls":1}]' from connections
       where id = '${world.acme.connectionId}'`,
    );
    users = Array.from({ length: 30 }, (_, n) => ({ _id: idOf(n), updatedAt: ago(n) }));
    expect(streamOf(await worker.run("full")).expected).toBe(7);
    expect(streamOf(await worker.run("full")).expected).toBe(30);
    await world.query("delete from estimates");
  });

  it("notes that a list without an order may have gaps, and removes no records", async () => {
    users = Array.from({ length: 30 }, (_, n) => ({ _id: idOf((n * 7) % 30), updatedAt: ago(n) }));
    isSorting = false;
    cap = 20;
    const unordered = await worker.run("full");
    expect(unordered).toMatchObject({ state: "succeeded_with_gaps", lastFullAt: null });
    expect(streamOf(unordered).note).toBe(
      "User did not come in the order asked for, so nobody can tell whether records were missed, and none was taken for deleted.",
    );
    isSorting = true;
    const ordered = await worker.run("full");
    expect(ordered).toMatchObject({ state: "succeeded", lastFullAt: ordered.startedAt });
    expect(streamOf(ordered).note).toBeNull();
  });

  it("reads all of a list with limited pages, and every change, and then knows the page size", async () => {
    cap = 1_024;
    users = Array.from({ length: 4_116 }, (_, n) => ({ _id: idOf(n), updatedAt: ago(1_000 + n) }));
    const first = streamOf(await worker.run("full"));
    users = users.map((user, n) => (n % 5 === 0 ? { ...user, n, updatedAt: ago(0) } : user));
    cap = 256;
    expect(streamOf(await worker.run("incremental"))).toMatchObject({ updated: 824 });
    expect(await landed()).toEqual(users.map(({ n }) => n));
    cap = 1_024;
    await worker.run("full");
    const again = streamOf(await worker.run("full"));
    expect([first.fetched, again.fetched]).toEqual([4_116, 4_116]);
    expect(again.requests).toBeLessThan(first.requests);
  });

  it("reads past a record that Planhat returns alone, because its pages are limited by bytes", async () => {
    bytesMax = 30_000;
    users = Array.from({ length: 400 }, (_, n) => ({
      _id: idOf(n),
      updatedAt: ago(1_000 + n),
      text: "x".repeat(n === 150 || n === 399 ? 29_990 : n % 90),
    }));
    for (const mode of ["full", "full", "incremental"] as const) {
      expect(await worker.run(mode)).toMatchObject({ state: "succeeded" });
      users = users.map((user, n) => (n % 7 === 3 ? { ...user, n, updatedAt: ago(1) } : user));
      expect(await landed()).toHaveLength(400);
    }
    await worker.run("incremental");
    expect(await landed()).toEqual(users.map(({ n }) => n));
  });

  it("does not take the answer for an end in which ids are suddenly missing", async () => {
    cap = 100;
    users = Array.from({ length: 400 }, (_, n) => ({ _id: idOf(n), updatedAt: ago(1_000 + n) }));
    isEmptyOnce = true;
    expect(await worker.run("full")).toMatchObject({ state: "succeeded" });
    expect(isEmptyOnce, "an empty list of ids was answered").toBe(false);
    expect(await landed()).toHaveLength(400);
  });

  it("recognises a page that is the whole list, in any order, and removes what is missing", async () => {
    users = Array.from({ length: 40 }, (_, n) => ({ _id: idOf((n * 7) % 40), updatedAt: ago(n) }));
    isSorting = false;
    expect(await worker.run("full")).toMatchObject({ state: "succeeded" });
    users = users.filter((_, n) => n !== 3);
    const again = await worker.run("full");
    expect(again).toMatchObject({ state: "succeeded", lastFullAt: again.startedAt });
    expect(streamOf(again)).toMatchObject({ fetched: 39, deleted: 1, note: null, requests: 2 });
    expect(await landed()).toHaveLength(39);
  });

  it.each([
    ["fall", (n: number) => 9_000 - n],
    ["rise and fall", (n: number) => (n * 7_919) % 700],
  ])(
    "misses no change in an unsorted list that comes newest first by chance, where ids %s",
    async (_, place) => {
      users = Array.from({ length: 700 }, (__, n) => ({
        _id: idOf(place(n)),
        updatedAt: ago(1_000 + n),
      }));
      await worker.run("full");
      isSorting = false;
      users = users.map((user, n) => (n === 650 ? { ...user, n, updatedAt: ago(1) } : user));
      const sync = await worker.run("incremental");
      expect(streamOf(sync).note).toMatch(/^User did not come newest first, so all of it was read/);
      expect((await landed()).filter((n) => n !== undefined)).toEqual([650]);
    },
  );

  it("asks once whether Planhat sorts, if its order might be another, and remembers it", async () => {
    users = Array.from({ length: 30 }, (_, n) => ({ _id: idOf(n), updatedAt: ago(1_000 + n) }));
    await worker.run("full");
    const calls = async () => streamOf(await worker.run("incremental")).requests;
    expect([await calls(), await calls()]).toEqual([2, 1]);
  });
});
