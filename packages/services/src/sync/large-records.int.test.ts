import type { Database } from "@churned/db/client";
import { createDatabase } from "@churned/db/client";
import type { Sync } from "@churned/domain/wire";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import type { Asked, SyncWorker } from "../testing/sync-worker.ts";
import { createSyncWorker } from "../testing/sync-worker.ts";
import { createPageMemory } from "../context/page-memory.ts";

interface Row {
  readonly _id: string;
  readonly updatedAt: string;
  readonly text: string;
}

/** One thirtieth of the page memory of a worker: a record of 600 kB here corresponds to a record of 19 MB there. */
const memoryBytes = 1_000_000;
const [small, large, tooLarge] = ["x", "x".repeat(600_000), "x".repeat(1_100_000)];
const minuteMs = 60_000;

describe("records that do not fit side by side", () => {
  let world: Arranged;
  let db: Database;
  let worker: SyncWorker;
  let users: Row[];
  let asked: Asked[];
  /** Called before each answer. */
  let before: (one: Asked) => void;

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
    for (const table of ["syncs", "records", "watermarks", "absences", "set_aside_records"])
      await world.query(`delete from ${table}`);
    await world.query(
      `update connections set state = 'connected', plan = '{"user":"required","task":"wanted"}'
       where id = '${world.acme.connectionId}'`,
    );
    asked = [];
    before = () => undefined;
    worker = createSyncWorker(world, db, answer);
    Object.assign(worker.ctx, { pageMemory: createPageMemory(memoryBytes) });
  });

  function answer(one: Asked): Response {
    before(one);
    asked.push(one);
    if (one.path === "/tasks") return Response.json([make(1, small)].slice(one.offset));
    const keyOf = (row: Row): string => (one.sort === "_id" ? row._id : row.updatedAt);
    const up = users.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const rows = (one.sort === "-updatedAt" ? up.toReversed() : up).slice(
      one.offset,
      one.offset + one.limit,
    );
    return Response.json(
      one.select === null ? rows : rows.map(({ _id, updatedAt }) => ({ _id, updatedAt })),
    );
  }
  const make = (n: number, text: string, minutesAgo = 1_000 - n): Row => ({
    _id: String(n).padStart(24, "0"),
    updatedAt: new Date(Date.now() - minutesAgo * minuteMs).toISOString(),
    text,
  });
  const makeAll = (texts: readonly string[]): Row[] => texts.map((text, n) => make(n, text));
  const ofUsers = ({ streams }: Sync) => streams.find(({ model }) => model === "user");
  const landed = async () =>
    await world.query<{ model: string; id: string; size: number }>(
      `select model, planhat_id as id, length(data->>'text') as size from records
       where deleted_at is null order by model desc, planhat_id`,
    );
  const whole = () =>
    users
      .filter(({ text }) => text !== tooLarge)
      .map(({ _id: id, text }) => ({ model: "user", id, size: text.length }));
  const task = { model: "task", id: make(1, "")._id, size: 1 };
  const setAside = async () =>
    (await world.query<{ id: string }>("select planhat_id as id from set_aside_records")).map(
      ({ id }) => id,
    );

  it.each([
    ["at the beginning", [large, large, small, small]],
    ["in the middle", [small, small, large, large, large, small]],
    ["at the end", [small, small, small, large, large]],
    ["all of them", [large, large, large, large]],
    ["one alone", [large]],
  ])("land one by one, together with the models after them: %s", async (_, texts) => {
    users = makeAll(texts);
    const sync = await worker.run("full");
    expect(sync.state).toBe("succeeded");
    expect(await landed()).toEqual([...whole(), task]);
    expect(ofUsers(sync)).toMatchObject({ inserted: users.length, skipped: 0, note: null });
    expect(await setAside()).toEqual([]);
  });

  it.each([
    ["first", [tooLarge, large, large, small]],
    ["in the middle", [small, large, tooLarge, large, small]],
    ["beside its like", [small, tooLarge, tooLarge, small, tooLarge]],
    ["alone", [tooLarge]],
  ])("are set aside with their ids if they are too large even alone: %s", async (_, texts) => {
    users = makeAll(texts);
    const missing = users.filter(({ text }) => text === tooLarge).map(({ _id }) => _id);
    const sync = await worker.run("full");
    expect(sync.state).toBe("succeeded_with_gaps");
    expect(ofUsers(sync)).toMatchObject({ state: "succeeded", skipped: missing.length });
    expect(await landed()).toEqual([...whole(), task]);
    expect(new Set(await setAside())).toEqual(new Set(missing));
    // The record still exists. The next pass does not count the record as deleted, and can read
    // it.
    users = users.map((row) => ({ ...row, text: row.text === tooLarge ? large : row.text }));
    const again = await worker.run("full");
    expect([again.state, ofUsers(again)?.deleted]).toEqual(["succeeded", 0]);
    expect(await landed()).toEqual([...whole(), task]);
    expect(await setAside()).toEqual([]);
  });

  it("land when they changed, newest first, and hide no change behind them", async () => {
    users = makeAll([small, small, small, small, small, small]);
    await worker.run("full");
    const texts = [large, large, tooLarge, "changed", large];
    users = users.map((row, n) => {
      const text = texts[n];
      return text === undefined ? row : { ...make(n, text, 20 - n) };
    });
    const sync = await worker.run("incremental");
    expect(ofUsers(sync)).toMatchObject({ state: "succeeded", mode: "incremental", note: null });
    const rows = await landed();
    expect(rows.map(({ size }) => size)).toEqual([600_000, 600_000, 1, 7, 600_000, 1, 1]);
    expect(await setAside()).toEqual([users[2]?._id]);
  });

  it("do not hide their neighbours when records are removed between the answers", async () => {
    users = makeAll([small, large, large, large, large, small, small]);
    let removals = 0;
    before = ({ limit, offset }) => {
      // A call requests the row at the end of the overlap alone. Just before this call, all rows move up by one.
      if (limit !== 1 || offset === 0 || removals >= 2) return;
      removals += 1;
      users = users.slice(1);
    };
    const sync = await worker.run("full");
    expect(sync.state).toBe("succeeded");
    const known = new Set((await landed()).map(({ id }) => id));
    expect(users.filter(({ _id }) => !known.has(_id))).toEqual([]);
    expect(removals).toBe(2);
  });
});
