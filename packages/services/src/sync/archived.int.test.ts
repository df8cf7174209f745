import type { Database } from "@churned/db/client";
import { createDatabase } from "@churned/db/client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setPolicy } from "./policies.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import type { Asked, SyncWorker } from "../testing/sync-worker.ts";
import { createSyncWorker } from "../testing/sync-worker.ts";

interface Row {
  readonly _id: string;
  readonly updatedAt: string;
  readonly archived: boolean;
  readonly text?: string;
}
/** How a list answers a request with `archived=true`. */
type Answer = "alone" | "none" | "all" | "ignored" | "shown" | 400 | 503;

const idOf = (n: number): string => String(n).padStart(24, "0");

describe("archived end users, which Planhat's list leaves out", () => {
  let world: Arranged;
  let db: Database;
  let worker: SyncWorker;
  let rows: Row[];
  let asked: Asked[];
  let answer: Answer;
  let onAsked: (one: Asked) => void;
  let byId: "served" | "forbidden" | "not_served";
  let bytesMax: number;
  let isSortRefused: boolean;

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
    for (const table of [
      "syncs",
      "records",
      "watermarks",
      "held_deletes",
      "absences",
      "policies",
      "notifications",
    ])
      await world.query(`delete from ${table}`);
    await world.query(
      `update connections set state = 'connected', plan = '{"enduser":"required"}' where id = '${world.acme.connectionId}'`,
    );
    rows = Array.from({ length: 900 }, (_, n) => ({
      _id: idOf(n),
      updatedAt: new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString(),
      archived: n % 300 === 7,
    }));
    asked = [];
    answer = "alone";
    byId = "served";
    bytesMax = Infinity;
    isSortRefused = false;
    onAsked = () => undefined;
    worker = createSyncWorker(world, db, (one) => {
      asked.push(one);
      onAsked(one);
      const [, , id] = one.path.split("/");
      if (id !== undefined) return answerOne(id);
      if (one.isArchived && typeof answer === "number")
        return Response.json({ message: "No" }, { status: answer });
      if (isSortRefused && one.sort !== null)
        return Response.json({ message: "No" }, { status: 400 });
      const shown = rows.filter(({ archived }) => isListed(one, archived));
      return Response.json(cut(shown.slice(one.offset, one.offset + one.limit), one));
    });
  });

  // The rows that fit into a page, but at least one. If only ids are requested, all rows fit.
  function cut(page: readonly Row[], { select }: Asked): readonly Row[] {
    let bytes = 0;
    if (select !== null) return page;
    return page.filter((row, n) => (bytes += JSON.stringify(row).length) <= bytesMax || n === 0);
  }

  function isListed({ isArchived }: Asked, archived: boolean): boolean {
    if (answer === "none" && isArchived) return false;
    if (answer === "shown") return !isArchived || archived;
    if (!isArchived || answer === "ignored") return !archived;
    return answer === "all" || archived;
  }
  function answerOne(id: string): Response {
    if (byId === "forbidden") return Response.json({ message: "No" }, { status: 403 });
    const row = byId === "served" ? rows.find(({ _id }) => _id === id) : undefined;
    return row ? Response.json(row) : Response.json({ message: "Not found" }, { status: 404 });
  }
  const remove = (...ns: number[]) => {
    const gone = new Set(ns.map(idOf));
    rows = rows.filter(({ _id }) => !gone.has(_id));
  };
  const archive = (...ns: number[]) => {
    const ids = new Set(ns.map(idOf));
    rows = rows.map((row) => (ids.has(row._id) ? { ...row, archived: true } : row));
  };
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);
  const sync = async () => {
    asked.length = 0;
    const done = await worker.run("full");
    const [stream] = done.streams;
    return {
      state: done.state,
      note: stream?.note ?? null,
      held: stream?.held,
      isWhole: stream?.isWhole,
    };
  };
  const landed = async (where: string) =>
    (
      await world.query<{ id: string }>(
        `select planhat_id as id from records where model = 'enduser' and ${where} order by 1`,
      )
    ).map(({ id }) => Number(id));
  const archivedHere = () => landed("(data->>'archived')::boolean");
  const tombstones = () => landed("deleted_at is not null");
  const calls = () => asked.filter(({ path, isArchived }) => isArchived || path !== "/endusers");

  it.each(["alone", "all", "shown"] as const)(
    "land, and stay if archived later, if the answer to the parameter is: %s",
    async (how) => {
      answer = how;
      expect(await sync()).toMatchObject({ state: "succeeded" });
      expect(await archivedHere()).toEqual([7, 307, 607]);
      archive(...range(100, 103));
      expect(await sync()).toMatchObject({ state: "succeeded", held: 0 });
      expect(await tombstones()).toEqual([]);
      expect(await archivedHere()).toEqual([7, 100, 101, 102, 307, 607]);
      // These records are really removed; some of them are archived.
      remove(101, 200);
      await sync();
      expect(await tombstones()).toEqual([101, 200]);
    },
  );

  it("land too if most of the first rows were archived while the list was read", async () => {
    let isMoved = false;
    onAsked = ({ isArchived }) => {
      if (isArchived && !isMoved) archive(...range(0, 30));
      isMoved ||= isArchived;
    };
    await sync();
    expect(await archivedHere()).toEqual([...range(0, 30), 307, 607]);
    archive(...range(100, 160));
    expect(await sync()).toMatchObject({ state: "succeeded", held: 0 });
    expect(await tombstones()).toEqual([]);
    expect(await archivedHere()).toHaveLength(92);
  });

  it("are found by id if Planhat ignores the parameter, which each pass asks again", async () => {
    answer = "ignored";
    expect((await sync()).note).toContain("gave its usual list");
    // There is one call for the first rows, and two calls after the end of the usual list, because one empty answer is
    // not trusted.
    expect(calls()).toHaveLength(3);
    expect(await archivedHere()).toEqual([]);
    archive(100, 101, 102);
    remove(200);
    // The note of each pass says what is incomplete.
    expect((await sync()).note).toContain("gave its usual list");
    expect(calls().filter(({ isArchived }) => isArchived)).toHaveLength(2);
    expect(await tombstones()).toEqual([200]);
    expect(await archivedHere()).toEqual([100, 101, 102]);
  });

  it("land without a question if Planhat lists all records, of which none was archived at first", async () => {
    answer = "all";
    rows = rows.map((row) => ({ ...row, archived: false }));
    expect((await sync()).note).toContain("gave its usual list");
    archive(...range(100, 160));
    expect(await sync()).toMatchObject({ held: 0, note: null });
    expect(await archivedHere()).toEqual(range(100, 160));
    expect(await tombstones()).toEqual([]);
  });

  it("land if Planhat refused to list them at first", async () => {
    answer = 400;
    expect((await sync()).note).toContain("refuses");
    answer = "alone";
    expect(await sync()).toMatchObject({ note: null });
    expect(await archivedHere()).toEqual([7, 307, 607]);
  });

  it("land in the second pass if the first pass was given an empty list by mistake", async () => {
    answer = "none";
    rows = [...rows, ...range(900, 2_200).map((n) => ({ ...rows[0], _id: idOf(n) }) as Row)];
    await sync();
    let count = 0;
    onAsked = ({ isArchived }) => {
      if (isArchived) answer = ++count === 1 ? "none" : "alone";
    };
    await sync();
    expect(await archivedHere()).toEqual([7, 307, 607]);
  });

  it.each(["ignored", 400] as const)(
    "lead to a question if many are missing and the answer to the parameter is: %s",
    async (how) => {
      answer = how;
      await sync();
      archive(...range(100, 151));
      expect(await sync()).toMatchObject({ held: 51 });
      expect(await tombstones()).toEqual([]);
      const [question] = await world.query<{ models: unknown }>("select models from held_deletes");
      expect(question?.models).toMatchObject([{ model: "enduser", mayBeArchived: true }]);
      // So many records are not requested by id.
      expect(calls().filter(({ isArchived }) => !isArchived)).toEqual([]);
    },
  );

  it("lead to a question if their list is empty by mistake and many are missing", async () => {
    answer = "none";
    await sync();
    archive(...range(100, 160));
    expect(await sync()).toMatchObject({ held: 10 });
    const told = await world.query<{ id: string }>(
      "select id from notifications where kind = 'deletes_held' order by id",
    );
    expect(told, "one message in Slack, one mail to the one operator").toHaveLength(2);
    expect(worker.notices, "sent at once").toEqual(told.map(({ id }) => id));
    expect(await tombstones()).toEqual([]);
  });

  it("are not requested if operators leave them out, and are not taken for removed", async () => {
    await setPolicy(world.operator, { name: "leave_out_archived", isOn: true });
    await sync();
    archive(100);
    await sync();
    expect(calls().filter(({ isArchived }) => isArchived)).toEqual([]);
    expect(await tombstones()).toEqual([]);
    expect(await archivedHere()).toEqual([100]);
  });

  it.each(["forbidden", "not_served"] as const)(
    "are not removed if a request by id is %s",
    async (how) => {
      await sync();
      byId = how;
      remove(200, 201);
      expect((await sync()).note).toContain("Planhat did not say whether 2 missing records");
      expect(await tombstones()).toEqual([]);
      byId = "served";
      await sync();
      expect(await tombstones()).toEqual([200, 201]);
    },
  );

  it("wait for the next pass if their list failed and many are missing", async () => {
    await sync();
    answer = 503;
    remove(...range(100, 160));
    expect(await sync()).toMatchObject({ held: 0 });
    expect(await tombstones()).toEqual([]);
    answer = "alone";
    await sync();
    expect(await tombstones()).toHaveLength(60);
  });

  it("are requested again if Planhat fails, and their model is not whole if it fails further", async () => {
    let failures = 0;
    onAsked = ({ isArchived }) => {
      if (isArchived) answer = ++failures <= 3 ? 503 : "alone";
    };
    expect(await sync()).toMatchObject({ state: "succeeded", isWhole: true, note: null });
    expect(await archivedHere()).toEqual([7, 307, 607]);
    onAsked = () => undefined;
    answer = 503;
    expect(await sync()).toMatchObject({ state: "succeeded_with_gaps", isWhole: false });
  });

  it("are requested too if a model is read in full instead of incrementally", async () => {
    rows = rows.map((row, n) => ({ ...row, archived: n < 300 }));
    await sync();
    expect(await archivedHere()).toHaveLength(300);
    const done = await worker.run("incremental");
    // This Planhat does not sort by time.
    expect(done.streams[0]).toMatchObject({ mode: "full", isWhole: true, held: 0, deleted: 0 });
    expect(await archivedHere()).toHaveLength(300);
  });

  it("are noted as incomplete beside any other note", async () => {
    answer = "ignored";
    await sync();
    byId = "forbidden";
    remove(200);
    const { note } = await sync();
    expect(note).toMatch(/gave its usual list.*Planhat did not say whether a missing record/);
  });

  it("are read to their end if pages are limited by bytes", async () => {
    bytesMax = 5_000;
    rows = rows.map((row, n) => ({ ...row, text: "x".repeat(n === 607 ? 4_990 : n % 90) }));
    archive(...range(500, 560), ...range(600, 640));
    await sync();
    expect(await archivedHere()).toHaveLength(102);
  });

  it("are read in Planhat's own order if it refuses to sort", async () => {
    isSortRefused = true;
    expect((await sync()).note).not.toContain("refuses to list archived");
    expect(await archivedHere()).toEqual([7, 307, 607]);
  });
});
