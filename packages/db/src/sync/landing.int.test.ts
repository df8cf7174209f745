import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "../client/database.ts";
import type { LandedPage } from "./landing.ts";
import { FencedError, landPage } from "./landing.ts";
import type { PageOrder } from "./landing-statement.ts";
import { isRefusedText, landPageCarefully } from "./landing-carefully.ts";
import { forgetSetAside, listSetAsideRows } from "./set-aside.ts";
import type { SyncClaim } from "./sync-claims.ts";
import { claimSync } from "./sync-claims.ts";
import { insertSync } from "./syncs.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange, system } from "../testing/arrange.ts";
import type { ReadRecord } from "../testing/read-records.ts";
import { readRecords } from "../testing/read-records.ts";

describe("landing a page", () => {
  let db: Arranged;
  let claim: SyncClaim;

  beforeAll(async () => {
    db = await arrange();
  });
  afterAll(async () => {
    await db[Symbol.asyncDispose]();
  });

  // Each call makes a new connection, so that tests do not share records.
  async function claimNewSync(): Promise<void> {
    const { tenantId, connectionId } = await db.addTenant("Acme");
    claim = await withTenant(db.worker, system, tenantId, async (tx) => {
      const { id } = await insertSync(tx, {
        tenantId,
        connectionId,
        mode: "full",
        models: [{ model: "company", mode: "full", expected: null, watermark: null, newest: null }],
      });
      // PostgreSQL may round the sync's creation time up to the next millisecond.
      const now = new Date(Date.now() + 1);
      const claimed = await claimSync(tx, id, { now, until: new Date(now.getTime() + 60_000) });
      if (claimed === undefined) throw new Error("The sync could not be claimed.");
      return claimed;
    });
  }

  const wholeList: PageOrder = { by: "id", after: null, isFirst: true };
  const land = (
    page: string | Uint8Array,
    how = landPage,
    by = claim,
    order: PageOrder = wholeList,
  ): Promise<LandedPage> =>
    withTenant(db.worker, system, claim.tenantId, (tx) =>
      how(tx, by, {
        model: "company",
        bytes: typeof page === "string" ? new TextEncoder().encode(page) : page,
        order,
      }),
    );
  const records = (): Promise<ReadRecord[]> =>
    withTenant(db.worker, system, claim.tenantId, (tx) =>
      readRecords(tx, { connectionId: claim.connectionId, limit: 100 }),
    );
  const page = (...elements: object[]): string => JSON.stringify(elements);
  const ids = (...list: string[]): string => page(...list.map((_id) => ({ _id })));

  it("writes new and changed records, gives each change the next sequence, and does not write unchanged records", async () => {
    await claimNewSync();
    expect(await land(page({ _id: "a", n: 1 }, { _id: "b", n: 1 }))).toMatchObject({
      fetched: 2,
      inserted: 2,
      updated: 0,
      firstId: "a",
      lastId: "b",
    });
    expect(await land(page({ _id: "a", n: 1 }, { n: 2, _id: "b" }, { _id: "c" }))).toMatchObject({
      fetched: 3,
      inserted: 1,
      updated: 1,
      unchanged: 1,
    });
    expect((await records()).map(({ planhatId, seq }) => [planhatId, seq])).toEqual([
      ["a", 1],
      ["b", 3],
      ["c", 4],
    ]);
    // Another order of keys is not a change.
    expect(await land('[{"n":1,"_id":"a"}]')).toMatchObject({
      inserted: 0,
      updated: 0,
      unchanged: 1,
    });
  });

  it("lands the last version of a record that a page holds twice", async () => {
    await claimNewSync();
    expect(await land(page({ _id: "a", n: 1 }, { _id: "a", n: 2 }))).toMatchObject({
      fetched: 2,
      inserted: 1,
    });
    expect((await records())[0]?.data).toEqual({ _id: "a", n: 2 });
  });

  it("reports for an empty page whether landed records follow it", async () => {
    await claimNewSync();
    expect(await land("[]")).toMatchObject({ fetched: 0, lastId: null, hasMoreLanded: false });
    await land(page({ _id: "a" }));
    expect(await land(" [ ]")).toMatchObject({ fetched: 0, lastId: null, hasMoreLanded: true });
    const byTime: PageOrder = { by: "time", after: null, timeField: "updatedAt" };
    expect(await land("[]", landPage, claim, byTime)).toMatchObject({ hasMoreLanded: false });
  });

  it("commits nothing for a worker that lost its claim", async () => {
    await claimNewSync();
    const stale = claim;
    await withTenant(db.worker, system, claim.tenantId, (tx) =>
      tx.orm.execute(
        sql`update connections set epoch = epoch + 1 where id = ${claim.connectionId}`,
      ),
    );
    await expect(land(page({ _id: "a" }), landPage, stale)).rejects.toBeInstanceOf(FencedError);
    await expect(land(page(), landPage, stale)).rejects.toBeInstanceOf(FencedError);
    expect(await records()).toEqual([]);
  });

  it("accepts an empty page", async () => {
    await claimNewSync();
    expect(await land("[]")).toMatchObject({
      fetched: 0,
      inserted: 0,
      firstId: null,
      lastId: null,
    });
  });

  it.each([
    ["a NUL", String.raw`[{"_id":"a","t":"x\u0000y"},{"_id":"b","t":"fine"}]`, "x\ufffdy"],
    [
      "a lone high surrogate",
      String.raw`[{"_id":"a","t":"x\ud83dy"},{"_id":"b","t":"\ud83d\ude00"}]`,
      "x\ufffdy",
    ],
    ["a lone low surrogate", String.raw`[{"_id":"a","t":"\ude00y"}]`, "\ufffdy"],
    [
      "an escaped backslash before u0000",
      String.raw`[{"_id":"a","t":"\\u0000\u0000"}]`,
      String.raw`\u0000` + "\ufffd",
    ],
  ])(
    "repairs %s that the database refuses, and lands the other text unchanged",
    async (_what, text, expected) => {
      await claimNewSync();
      const error: unknown = await land(text).catch((thrown: unknown) => thrown);
      expect(isRefusedText(error)).toBe(true);
      const landed = await land(text, landPageCarefully);
      expect(landed).toMatchObject({ skipped: 0, repaired: 1 });
      const [first, second] = await records();
      expect(first?.data).toMatchObject({ _id: "a", t: expected });
      expect(second?.data?.["t"] ?? "fine").toMatch(/^(fine|😀)$/u);
    },
  );

  it.each([
    ["a number too large", `1e400000`, "value overflows numeric format"],
    [
      "too many levels",
      "[".repeat(20_000) + "]".repeat(20_000),
      "It holds lists within lists, deeper than can be kept.",
    ],
  ])(
    "sets aside a record with %s, and lands the other records of its page",
    async (_what, value, reason) => {
      await claimNewSync();
      const text = `[{"_id":"a","t":"x, [\\"y"},{"_id":"b","deep":${value}},{"_id":"c"}]`;
      const refusal: unknown = await land(text).catch((error: unknown) => error);
      expect(isRefusedText(refusal)).toBe(true);
      expect(await land(text, landPageCarefully)).toMatchObject({
        fetched: 3,
        inserted: 2,
        skipped: 1,
        repaired: 0,
      });
      expect((await records()).map(({ data }) => data)).toEqual([
        { _id: "a", t: 'x, ["y' },
        { _id: "c" },
      ]);
      const { rows } = await withTenant(db.worker, system, claim.tenantId, (tx) =>
        tx.orm.execute(
          sql`select planhat_id, reason from set_aside_records where connection_id = ${claim.connectionId}`,
        ),
      );
      expect(rows).toEqual([{ planhat_id: "b", reason }]);
    },
  );

  it("repairs broken UTF-8", async () => {
    await claimNewSync();
    const bytes = Uint8Array.from([
      ...new TextEncoder().encode('[{"_id":"a","t":"x'),
      0xff,
      ...new TextEncoder().encode('y"}]'),
    ]);
    const error: unknown = await land(bytes).catch((thrown: unknown) => thrown);
    expect(isRefusedText(error)).toBe(true);
    await land(bytes, landPageCarefully);
    expect((await records())[0]?.data).toEqual({ _id: "a", t: "x\ufffdy" });
  });

  it("sets aside and counts elements that have no _id or are not objects", async () => {
    await claimNewSync();
    const text = '[{"_id":"a"},{"name":"nobody"},7,{"name":"nobody"}]';
    expect(await land(text)).toMatchObject({ fetched: 4, inserted: 1, skipped: 2 });
    const { rows } = await withTenant(db.worker, system, claim.tenantId, (tx) =>
      tx.orm.execute<{ content: string }>(
        sql`select content from set_aside_records where connection_id = ${claim.connectionId} order by 1`,
      ),
    );
    expect(rows.map(({ content }) => content)).toEqual(["7", '{"name": "nobody"}']);
  });

  it("sets aside a record whose _id is too long for an index, with its id, and lands its neighbours", async () => {
    await claimNewSync();
    // The id is irregular, so that PostgreSQL cannot compress it to an allowed length.
    const long = Array.from({ length: 6_000 }, (_, n) => ((n * 7_919) % 36).toString(36)).join("");
    const odd = [`b${long}`, `c${"é".repeat(257)}`];
    const kept = `d${"é".repeat(255)}`;
    const text = ids("a", ...odd, kept, "e");
    for (let n = 0; n < 2; n += 1) {
      expect(await land(text)).toMatchObject({ fetched: 5, skipped: 2, lastId: "e", absent: 0 });
      expect((await records()).map(({ planhatId }) => planhatId)).toEqual(["a", kept, "e"]);
    }
    const { items } = await withTenant(db.worker, system, claim.tenantId, (tx) =>
      listSetAsideRows(tx, { connectionId: claim.connectionId, limit: 10 }),
    );
    expect(new Set(items.map(({ planhatId }) => planhatId))).toEqual(new Set(odd));
    expect(items[0]).toMatchObject({
      isRepaired: false,
      reason: expect.stringContaining("longer"),
    });
    // A record with such an id still counts in the order, as the last record of one page and the first record of the
    // next.
    expect(await land(ids("a", odd[0] ?? ""))).toMatchObject({ lastId: odd[0] });
    const after = { by: "id", after: odd[0] ?? "", isFirst: false } as const;
    expect(await land(ids(odd[0] ?? "", kept), landPage, claim, after)).toMatchObject({
      firstId: odd[0],
      newlySeen: 2,
      absent: 0,
    });
  });

  it("sets aside records with an empty _id as separate records", async () => {
    await claimNewSync();
    const text = page({ _id: "", n: 1 }, { _id: "", n: 2 }, { _id: "a" });
    expect(await land(text)).toMatchObject({ fetched: 3, inserted: 1, skipped: 2 });
  });

  it("lists repaired and unrepairable records once, with the reason, until a complete pass no longer reads them", async () => {
    await claimNewSync();
    const text = `[{"_id":"a","n":1e400000},{"_id":"b","t":"${String.raw`\u0000`}"},{"_id":"c"}]`;
    for (let n = 0; n < 2; n += 1) {
      const landed = await land(text, landPageCarefully);
      expect(landed).toMatchObject({ fetched: 3, skipped: 1, repaired: 1 });
    }
    expect((await records()).map(({ planhatId }) => planhatId)).toEqual(["b", "c"]);
    const listed = async () => {
      const found = await withTenant(db.worker, system, claim.tenantId, (tx) =>
        listSetAsideRows(tx, { connectionId: claim.connectionId, limit: 10 }),
      );
      return found.items.toSorted((a, b) => Number(a.isRepaired) - Number(b.isRepaired));
    };
    expect(await listed()).toMatchObject([
      { planhatId: "a", isRepaired: false, reason: expect.stringContaining("numeric") },
      { planhatId: "b", isRepaired: true, reason: expect.stringContaining("U+FFFD") },
    ]);
    const pass = { connectionId: claim.connectionId, model: "company" } as const;
    const forget = (syncId: string) =>
      withTenant(db.worker, system, claim.tenantId, (tx) =>
        forgetSetAside(tx, { ...pass, syncId }),
      );
    await forget(claim.id);
    expect(await listed()).toHaveLength(2);
    await forget(crypto.randomUUID());
    expect(await listed()).toEqual([]);
  });

  const absent = async (): Promise<string[]> => {
    const { rows } = await withTenant(db.worker, system, claim.tenantId, (tx) =>
      tx.orm.execute<{ id: string }>(
        sql`select planhat_id as id from absences where connection_id = ${claim.connectionId} order by 1`,
      ),
    );
    return rows.map(({ id }) => id);
  };
  it("notes as absent exactly the records that a page lacks between the row before it and its last row", async () => {
    await claimNewSync();
    await land(ids("a", "b", "c", "d", "e", "f"));
    const after = { by: "id", after: "b", isFirst: false } as const;
    expect(await land(ids("b", "d"), landPage, claim, after)).toMatchObject({
      absent: 1,
      hasMoreLanded: true,
    });
    expect(await absent()).toEqual(["c"]);
    // This page does not begin at or before the last row of the page before.
    await land(ids("f"), landPage, claim, { ...after, after: "d" });
    // The rows of this page are not in order.
    await land(ids("f", "d"), landPage, claim, { ...after, after: "d" });
    // This page contains an element without an id.
    await land('[{"_id":"d"},{"name":"x"},{"_id":"f"}]', landPage, claim, { ...after, after: "d" });
    expect(await absent()).toEqual(["c"]);
    await land(ids("c"), landPage, claim, { by: "time", after: null, timeField: "updatedAt" });
    expect(await absent()).toEqual([]);
  });

  it("notes as absent all records that an unordered page lacks if it may be the whole list", async () => {
    await claimNewSync();
    await land(ids("a", "b", "c", "d", "e"));
    const whole = { by: "id", after: null, isFirst: true, mayBeWhole: true } as const;
    expect(await land(ids("d", "b"), landPage, claim, whole)).toMatchObject({
      absent: 3,
      tailId: "b",
    });
    expect(await absent()).toEqual(["a", "c", "e"]);
    // The page was not the whole list, because the next page has some of the absent records.
    await land(ids("b", "e", "a"), landPage, claim, { by: "id", after: "b", isFirst: false });
    expect(await absent()).toEqual(["c"]);
  });

  it("does not note a record as absent that the page holds but the database refuses", async () => {
    await claimNewSync();
    await land(ids("a", "b", "c"));
    const text = '[{"_id":"a"},{"_id":"b","n":1e400000},{"_id":"c"}]';
    expect(await land(text, landPageCarefully)).toMatchObject({
      skipped: 1,
      absent: 0,
      lastId: "c",
    });
    expect(await absent()).toEqual([]);
    expect(await records()).toHaveLength(3);
  });

  it("reads when rows changed in every format of Planhat, and whether they came newest first", async () => {
    await claimNewSync();
    const order = { by: "time", after: "b", timeField: "updatedAt" } as const;
    const text =
      '[{"_id":"a","updatedAt":"2026-03-01T10:00:00.000Z"},{"_id":"b","updatedAt":1772355600000},{"_id":"c","updatedAt":"2026-02-28"}]';
    expect(await land(text, landPage, claim, order)).toMatchObject({
      isOrdered: true,
      hasAfter: true,
      newlySeen: 1,
      headAt: new Date("2026-03-01T10:00:00Z"),
      tailAt: new Date("2026-02-28T00:00:00Z"),
      tailId: "c",
    });
    for (const odd of ['"soon"', "null", "7e30", '"2026-02-31T00:00:00Z"', "{}"])
      expect(
        await land(
          `[{"_id":"a","updatedAt":"2026-03-01T10:00:00Z"},{"_id":"b","updatedAt":${odd}}]`,
          landPage,
          claim,
          order,
        ),
      ).toMatchObject({ isOrdered: false, tailAt: null });
  });
});
