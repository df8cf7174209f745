import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "../testing/read-by-id.ts";
import { idOf, idsUpTo, readById as read } from "../testing/read-by-id.ts";
import { nothingLanded } from "../testing/landed-page.ts";
import { nextStepById } from "./next-step-by-id.ts";
import { provenCap } from "./paging.ts";

/** Changes to Planhat's rows between two pages: the ids that are removed and added. */
const change = fc.record({
  remove: fc.array(fc.nat(200), { maxLength: 6 }),
  add: fc.array(fc.nat(200), { maxLength: 3 }),
  /** The number of rows by which Planhat's offset is wrong. */
  shift: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: -2, max: 2 })),
});
const still = { isSorting: true, changes: [] };

describe("a list in the order of ids", () => {
  it("is whole only if every row that exists throughout was seen, for all page sizes, orders and changes", () => {
    fc.assert(
      fc.property(
        fc.record({
          size: fc.integer({ min: 0, max: 60 }),
          limit: fc.integer({ min: 2, max: 12 }),
          cap: fc.integer({ min: 1, max: 12 }),
          isSorting: fc.boolean(),
          changes: fc.array(change, { maxLength: 30 }),
          clampAt: fc.option(fc.nat(60), { nil: undefined }),
          emptyFrom: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
        }),
        ({ size, changes, clampAt, emptyFrom, ...how }) => {
          const ids = Array.from({ length: size }, (_, n) => idOf(n * 3));
          const planhat = {
            ...how,
            ids,
            changes,
            ...(clampAt === undefined ? {} : { clampAt }),
            // If pages have one row, an empty page in place of an expected row counts as the end of the list.
            ...(emptyFrom === undefined || how.cap < 2 ? {} : { emptyFrom }),
          };
          const first = read(planhat);
          const again = read(planhat, {
            landed: [...first.seen],
            expected: first.counted,
            paging: { cap: provenCap(first.paging) },
          });
          for (const { isWhole, always, seen, absent } of [first, again]) {
            if (!isWhole) continue;
            expect([...always].filter((id) => !seen.has(id))).toEqual([]);
            expect([...always].filter((id) => absent.has(id))).toEqual([]);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each([1_024, 999, 256, 100, 10, 7, 2])("is read to its end if a page holds %i rows", (cap) => {
    const rows = cap < 100 ? 116 : 4_116;
    const planhat = { ...still, ids: idsUpTo(rows), cap, limit: 2_000 };
    const first = read(planhat);
    expect(first).toMatchObject({ isWhole: true, counted: rows });
    const most = Math.ceil((rows - 1) / (cap - 1)) + 1;
    expect(first.calls).toBeLessThanOrEqual(most);
    expect(provenCap(first.paging)).toBe(cap);
    const known = { landed: planhat.ids, expected: rows, paging: { cap } };
    expect(read(planhat, known)).toMatchObject({ isWhole: true, counted: rows });
  });

  it.each([1, 2, 4])(
    "is never whole if all rows vanish after %i pages, and gives up",
    (emptyFrom) => {
      const planhat = { ...still, ids: idsUpTo(600), cap: Infinity, limit: 100, emptyFrom };
      expect(read(planhat)).toMatchObject({ isWhole: false, attempts: 21 });
      const landed = idsUpTo(600);
      const again = read({ ...planhat, ids: landed }, { landed, expected: 600 });
      expect(again.isWhole).toBe(false);
    },
  );

  it("is never whole if pages fall to one row while more has landed, and deletes nothing then", () => {
    fc.assert(
      fc.property(
        fc.record({
          size: fc.integer({ min: 1, max: 60 }),
          limit: fc.integer({ min: 2, max: 12 }),
          fallsAt: fc.integer({ min: 0, max: 12 }),
        }),
        ({ size, limit, fallsAt }) => {
          const planhat = { ...still, ids: idsUpTo(size), cap: Infinity, limit };
          const first = read(planhat);
          expect(first.isWhole).toBe(true);
          const known = { landed: idsUpTo(size), expected: size };
          const paging = { cap: provenCap(first.paging) };
          for (const before of [known, { ...known, paging }]) {
            const { isWhole, seen, absent } = read({ ...planhat, fallsAt }, before);
            expect([isWhole && seen.size < size, absent.size]).toEqual([false, 0]);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("is never whole if pages fall to one row while many more are expected", () => {
    const planhat = { ...still, ids: idsUpTo(600), cap: Infinity, limit: 100, fallsAt: 2 };
    const pass = read(planhat, { expected: 600 });
    expect(pass).toMatchObject({ isWhole: false });
    expect(pass.seen.size).toBe(600);
  });

  it("is never whole if a page holds only one row, because such pages cannot overlap", () => {
    const planhat = { ...still, ids: idsUpTo(30), cap: 1, limit: 100 };
    expect(read(planhat)).toMatchObject({ isWhole: false, counted: 30, calls: 31 });
  });

  // Pages overlap by one row, which proves that no row between two pages is missed.
  it.each([2, 1_999, 2_000, 2_001, 3_998, 3_999, 4_000, 4_100, 20_000])(
    "takes at most one extra call for %i records, and none if the page size is known",
    (rows) => {
      const planhat = { ...still, ids: idsUpTo(rows), cap: Infinity, limit: 2_000 };
      const least = 1 + Math.ceil(Math.max(0, rows - 2_000) / 1_999);
      expect(read(planhat)).toMatchObject({ isWhole: true, counted: rows });
      expect(read(planhat).calls - least).toBeLessThanOrEqual(1);
      const known = { landed: planhat.ids, expected: rows, paging: { cap: 2_000 } };
      // A full last page does not show the end of the list, so one more call is needed.
      const isFull = (rows - 1) % 1_999 === 0;
      expect(read(planhat, known)).toMatchObject({
        isWhole: true,
        calls: least + (isFull ? 1 : 0),
      });
    },
  );

  it("does not end with a page shorter than an earlier one if something shows that more rows exist", () => {
    const planhat = { ...still, ids: idsUpTo(600), cap: 256, limit: 2_000 };
    const lowered = { cap: 1_000, isShort: false };
    for (const known of [
      { paging: lowered, landed: planhat.ids },
      { paging: lowered, landed: planhat.ids.slice(0, 256), expected: 600 },
      { paging: lowered, landed: planhat.ids.slice(0, 200) },
    ]) {
      const pass = read(planhat, known);
      expect(pass).toMatchObject({ isWhole: true, counted: 600 });
      // The page size of earlier passes (readings of the list) is no longer trusted.
      expect(provenCap(pass.paging)).toBeNull();
    }
  });

  it("with one record takes four calls, and two if one record was expected", () => {
    const planhat = { ...still, ids: idsUpTo(1), cap: Infinity, limit: 2_000 };
    expect(read(planhat)).toMatchObject({ isWhole: true, counted: 1, calls: 4 });
    expect(read(planhat, { expected: 1 })).toMatchObject({ isWhole: true, calls: 2 });
  });

  it("is empty only if it is empty twice, or was expected to be empty", () => {
    const planhat = { ...still, ids: [], cap: Infinity, limit: 2_000 };
    expect(read(planhat)).toMatchObject({ isWhole: true, calls: 2 });
    expect(read(planhat, { expected: 0 })).toMatchObject({ isWhole: true, calls: 1 });
    expect(read(planhat, { expected: 0, landed: ["a"] })).toMatchObject({ calls: 2 });
  });

  it.each([80, 100, 200, 400])(
    "continues from a known row if %i pages of rows are removed from the middle",
    (pagesGone) => {
      const remove = Array.from({ length: pagesGone * 10 }, (_, n) => n);
      const none: Change = { remove: [], add: [], shift: 0 };
      const changes = Array.from({ length: 500 }, (_, n) =>
        n === 499 ? { ...none, remove } : none,
      );
      const planhat = { ...still, ids: idsUpTo(5_500), cap: 11, limit: 11, changes };
      const pass = read(planhat);
      expect(pass.isWhole).toBe(true);
      expect(pass.attempts).toBeGreaterThan(0);
      // Each step back is twice as long as the step before, so there are few attempts.
      expect(pass.attempts).toBeLessThanOrEqual(12);
    },
  );

  it.each([7, 256])(
    "steps back by the actual page size of %i rows if rows are removed repeatedly",
    (cap) => {
      const changes = Array.from({ length: 2_000 }, (_, n) => ({
        remove: n % 3 === 1 ? [(n * 13) % 500] : [],
        add: [],
        shift: 0,
      }));
      const pass = read({ ...still, ids: idsUpTo(2_000), cap, limit: 2_000, changes });
      expect(pass.isWhole).toBe(true);
      expect(pass.calls).toBeLessThan((3 * 2_000) / cap + 10);
    },
  );

  it("is not whole, and ends, if Planhat shows nothing beyond an offset", () => {
    for (const cap of [Infinity, 70]) {
      const planhat = { ...still, ids: idsUpTo(400), cap, limit: 100, clampAt: 150 };
      const pass = read(planhat);
      expect(pass.isWhole).toBe(false);
      expect(pass.calls).toBeLessThan(40);
    }
  });
});

describe("a list that grows faster than it is read, or has no end", () => {
  it.each([true, false])(
    "makes no progress far beyond the expected length (sorted: %s)",
    (isOrdered) => {
      const landed = {
        ...nothingLanded,
        fetched: 2,
        newlySeen: 1,
        firstId: "b",
        lastId: "c",
        tailId: "c",
        inserted: 1,
        hasAfter: true,
      };
      const stream = {
        lastId: "b",
        lastAt: null,
        newest: null,
        isOrdered,
        stepBack: 0,
        paging: { last: 2 },
        expected: 10_000,
      };
      const progressOf = (fetched: number, rows = 2) =>
        nextStepById(
          { ...stream, fetched },
          { ...landed, fetched: rows },
          { offset: fetched, limit: rows },
        ).progress;
      expect([progressOf(120_000), progressOf(120_001)]).toEqual(["advanced", "none"]);
      // The expected number may be old or a lower bound, so a list with pages of a usual size continues.
      expect(progressOf(1_000_000, 11)).toBe("advanced");
    },
  );
});

describe("a list without an order", () => {
  const unsorted = { isSorting: false, changes: [], limit: 100 };

  it("is read to its end, and proves nothing if it has several pages", () => {
    const planhat = { ...unsorted, ids: idsUpTo(250), cap: 60 };
    expect(read(planhat)).toMatchObject({ isWhole: false, counted: 250 });
  });

  it("is whole if one page contains all of it, and shows which records are missing", () => {
    const planhat = { ...unsorted, ids: idsUpTo(40), cap: Infinity };
    expect(read(planhat)).toMatchObject({ isWhole: true, counted: 40, calls: 2 });
    const known = { landed: idsUpTo(45), expected: 45, paging: { cap: 100 } };
    const pass = read(planhat, known);
    expect(pass).toMatchObject({ isWhole: true, calls: 2 });
    expect([...pass.absent]).toEqual(idsUpTo(45).slice(40));
    expect(read(planhat, { ...known, landed: idsUpTo(40), expected: 40 })).toMatchObject({
      isWhole: true,
      calls: 1,
    });
  });

  it("ends if Planhat repeats its last page for ever", () => {
    const planhat = { ...unsorted, ids: idsUpTo(250), cap: 60, clampAt: 200 };
    const pass = read(planhat);
    expect(pass).toMatchObject({ isWhole: false });
    expect(pass.seen.size).toBe(250);
    expect(pass.calls).toBeLessThan(12);
  });
});
