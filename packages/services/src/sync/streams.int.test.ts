import type { Database } from "@churned/db/client";
import { createDatabase } from "@churned/db/client";
import type { Sync } from "@churned/domain/wire";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { getInboxItem, listInboxItems } from "../inbox/read-inbox-items.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import type { Asked, SyncWorker } from "../testing/sync-worker.ts";
import { createSyncWorker } from "../testing/sync-worker.ts";

const idOf = (n: number): string => String(n).padStart(24, "0");
const rows = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ _id: idOf(n), updatedAt: "2026-01-01T00:00:00Z" }));
const refuse = (status: number): Response => Response.json({ message: "no" }, { status });

describe("the models of a sync", () => {
  let world: Arranged;
  let db: Database;
  let worker: SyncWorker;
  let asked: Asked[];
  /** Planhat's answer for a model other than companies. If it is undefined, Planhat gives its usual answer. */
  let oddly: (one: Asked) => Response | undefined;
  let count: number;

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
    asked = [];
    oddly = () => undefined;
    count = 30;
    await plan({ nps: "wanted", user: "required", ticket: "wanted" });
    worker = createSyncWorker(world, db, (one) => {
      asked.push(one);
      const odd = one.path === "/nps" ? oddly(one) : undefined;
      const all = rows(one.path === "/nps" ? count : 20);
      return odd ?? Response.json(all.slice(one.offset, one.offset + one.limit));
    });
  });

  const plan = (models: Readonly<Record<string, string>>) =>
    world.query(
      `update connections set state = 'connected', plan = '${JSON.stringify(models)}' where id = '${world.acme.connectionId}'`,
    );
  const streamOf = (sync: Sync, model: string) => {
    const found = sync.streams.find((stream) => stream.model === model);
    if (found === undefined) throw new Error(`${model} was not read.`);
    return found;
  };
  const landed = async (model: string): Promise<number> => {
    const [row] = await world.query<{ n: string }>(
      `select count(*) as n from records where model = '${model}' and deleted_at is null`,
    );
    return Number(row?.n);
  };

  it("are read while one of them fails, which alone is given up soon", async () => {
    oddly = () => refuse(500);
    const from = worker.clock.now().getTime();
    const sync = await worker.run("full");
    expect(sync).toMatchObject({
      state: "succeeded_with_gaps",
      reason: "NPS could not be read. It waited too long for Planhat, which answers with errors.",
    });
    expect([await landed("user"), await landed("ticket"), await landed("nps")]).toEqual([
      20, 20, 0,
    ]);
    // All other models were read between the first and the second failure of NPS.
    const places = asked.flatMap(({ path }, n) => (path === "/nps" ? [n] : []));
    const others = asked.flatMap(({ path }, n) => (path === "/nps" ? [] : [n]));
    expect(Math.max(...others)).toBeLessThan(places[1] ?? 0);
    expect(worker.clock.now().getTime() - from).toBeLessThan(2 * 60_000);
  });

  it("make an inbox item at once if a required one fails, until a sync reads it", async () => {
    await plan({ nps: "required", user: "required", ticket: "wanted" });
    const problems = async () =>
      (await listInboxItems(world.operator, { limit: 10 })).items.map(({ cause, title }) => ({
        cause,
        title,
      }));
    oddly = () => refuse(500);
    expect((await worker.run("full")).state).toBe("failed");
    const title = "A required model cannot be read";
    expect(await problems()).toEqual([{ cause: "unread_models", title }]);
    const { connectionId: id } = world.acme;
    const problem = await getInboxItem(world.operator, { id });
    expect(problem.verdict).toMatchObject({ title, models: ["nps"] });
    expect(problem.mail.subject).toBe("Churned cannot read NPS in your Planhat");
    // If a model is no longer required, it makes no inbox item.
    await plan({ nps: "wanted", user: "required", ticket: "wanted" });
    expect(await problems()).toEqual([]);
    await plan({ nps: "required", user: "required", ticket: "wanted" });
    oddly = () => undefined;
    expect((await worker.run("full")).state).toBe("succeeded");
    expect(await problems()).toEqual([]);
  });

  it("all wait if Planhat is down, after two of them failed", async () => {
    oddly = () => refuse(503);
    const { id } = await worker.begin("full");
    worker.answerWith(() => refuse(503));
    await worker.advance(id);
    expect(asked).toHaveLength(0);
    expect(await world.query("select state, reason from syncs")).toEqual([
      { state: "waiting", reason: "Waiting for Planhat, which answers with errors." },
    ]);
  });

  it.each([
    ["nps", "/nps"],
    ["ticket", "/tickets"],
  ])(
    "are read if the token is rejected for only one of them, reported as a missing permission: %s",
    async (model, path) => {
      worker.answerWith((one) =>
        one.path === path ? refuse(401) : Response.json(rows(20).slice(one.offset)),
      );
      // If the last model is refused, no later page of another model shows that the token works. So the finding of a
      // check decides.
      await world.query(
        `update connections set verdict = 'connected_partially', verdict_models = '{ticket}'`,
      );
      const from = worker.clock.now().getTime();
      const sync = await worker.run("full");
      await world.query(`update connections set verdict = null, verdict_models = '{}'`);
      expect(sync.state).toBe("succeeded_with_gaps");
      expect(sync.streams.filter(({ state }) => state !== "succeeded")).toMatchObject([
        { model, state: "denied" },
      ]);
      expect(worker.clock.now().getTime() - from).toBeLessThan(2 * 60_000);
    },
  );

  it("are given up within an hour if one of them is throttled all the time", async () => {
    oddly = () =>
      Response.json({ message: "slow down" }, { status: 429, headers: { "retry-after": "600" } });
    const from = worker.clock.now().getTime();
    expect((await worker.run("full")).state).toBe("succeeded_with_gaps");
    expect([await landed("user"), await landed("ticket")]).toEqual([20, 20]);
    expect(worker.clock.now().getTime() - from).toBeLessThan(61 * 60_000);
  });

  it.each([400, 500])(
    "are read in the order of ids if only the order of time is answered with %i",
    async (status) => {
      oddly = ({ sort }) => (sort?.includes("updatedAt") === true ? refuse(status) : undefined);
      count = 2_500;
      expect(streamOf(await worker.run("full"), "nps")).toMatchObject({
        state: "succeeded",
        fetched: 2_500,
        note: null,
      });
      const sync = await worker.run("incremental");
      expect(sync.state).toBe("succeeded");
      expect(streamOf(sync, "nps")).toMatchObject({
        mode: "full",
        fetched: 2_500,
        note: `Planhat ${status === 400 ? "refused to" : "did not"} list NPS by time, so all of it was read.`,
      });
    },
  );

  it("end even if each page returns arbitrary rows at any offset", async () => {
    oddly = () => {
      const from = (asked.length * 7) % 20;
      const some = rows(30).slice(from, from + 11);
      return Response.json([...some.slice(4), ...some.slice(0, 4)]);
    };
    for (const mode of ["full", "full"] as const) {
      const sync = await worker.run(mode);
      expect(sync.state).toBe("succeeded_with_gaps");
      expect(streamOf(sync, "nps").note).toContain("did not come in the order asked for");
    }
    expect(asked.filter(({ path }) => path === "/nps").length).toBeLessThan(60);
  });

  it("are read in Planhat's own order if it refuses to sort, and the note says so", async () => {
    oddly = ({ sort }) => (sort === null ? undefined : refuse(400));
    const sync = await worker.run("full");
    expect(sync.state).toBe("succeeded");
    expect(streamOf(sync, "nps")).toMatchObject({
      state: "succeeded",
      fetched: 30,
      note: "Planhat refused to sort NPS, so it was read in Planhat's own order.",
    });
    count = 29;
    expect(streamOf(await worker.run("full"), "nps").deleted).toBe(1);
    const incremental = streamOf(await worker.run("incremental"), "nps");
    expect(incremental).toMatchObject({ state: "succeeded", mode: "full" });
  });

  it.each([
    ["refused", "Planhat refuses to list records after the first 19998."],
    ["answered with the page of another place", "Planhat's pages do not fit together."],
  ])("are not whole where places beyond one are %s, and lose nothing", async (how, why) => {
    count = 26_000;
    await worker.run("full");
    expect(await landed("nps")).toBe(26_000);
    oddly = ({ offset, limit }) => {
      if (offset <= 15_000) return undefined;
      const again = Response.json(rows(count).slice(15_000, 15_000 + Math.min(limit, 4_000)));
      return how === "refused" ? refuse(400) : again;
    };
    const sync = await worker.run("full");
    expect(sync.state).toBe("succeeded_with_gaps");
    // Only a full pass finds deleted records.
    expect(sync.lastFullAt).not.toBe(sync.startedAt);
    const stream = streamOf(sync, "nps");
    expect(stream).toMatchObject({ state: "failed", deleted: 0 });
    expect(stream.note).toBe(`${why} Of NPS only a part was read.`);
    expect(await landed("nps")).toBe(26_000);
    expect(stream.requests).toBeLessThan(30);
  });
});
