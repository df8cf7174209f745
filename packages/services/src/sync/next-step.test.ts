import type { LandedPage } from "@churned/db";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextStepById, nextStepByTime, roundsMax } from "./next-step.ts";

const nothing: LandedPage = {
  fetched: 0,
  newlySeen: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  repaired: 0,
  absent: 0,
  firstId: null,
  lastId: null,
  isOrdered: true,
  hasMoreLanded: false,
  hasAfter: false,
  headAt: null,
  tailAt: null,
  tailId: null,
  newest: null,
};
const beginning = {
  lastId: null as string | null,
  lastAt: null as Date | null,
  newest: null as Date | null,
  isOrdered: true,
  stepBack: 0,
  expected: null,
  fetched: 0,
};

const begun = { ...beginning, round: 0, roundSince: null as Date | null };

const idOf = (n: number): string => String(n).padStart(6, "0");

/** Planhat's table between two pages: what is removed, added and, by time, changed. */
const change = fc.record({
  remove: fc.array(fc.nat(200), { maxLength: 6 }),
  add: fc.array(fc.nat(200), { maxLength: 3 }),
  /** Planhat answers from this many rows too late or too early. */
  shift: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: -2, max: 2 })),
});

// A page of ids as the landing would describe it.
function describePage(page: readonly string[], after: string | null): LandedPage {
  return {
    ...nothing,
    fetched: page.length,
    newlySeen: page.filter((id) => id > (after ?? "")).length,
    unchanged: page.length,
    firstId: page[0] ?? null,
    lastId: page.at(-1) ?? null,
  };
}

describe("nextStepById", () => {
  it("sees every row that is there throughout, and proves absent none that is, whatever happens between pages", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 2, max: 12 }),
        fc.array(change, { maxLength: 30 }),
        (size, limit, changes) => {
          let ids = Array.from({ length: size }, (_, n) => idOf(n * 3));
          const always = new Set(ids);
          const seen = new Set<string>();
          const absent = new Set<string>();
          let stream = beginning;
          let offset = 0;
          for (let pages = 0; ; pages += 1) {
            expect(pages).toBeLessThan(500);
            const { remove, add, shift } = changes[pages] ?? { remove: [], add: [], shift: 0 };
            const removed = new Set(remove.map(idOf));
            for (const id of removed) always.delete(id);
            ids = [
              ...new Set([...ids.filter((id) => !removed.has(id)), ...add.map(idOf)]),
            ].toSorted();
            const from = offset === 0 ? 0 : Math.max(0, offset + shift);
            const page = ids.slice(from, from + limit);
            for (const id of page) seen.add(id);
            const landed = describePage(page, stream.lastId);
            const step = nextStepById(stream, landed, { offset, limit });
            // What the landing's statement takes for proven.
            const { firstId, lastId } = landed;
            if (offset === 0 || (firstId !== null && firstId <= (stream.lastId ?? "")))
              for (const id of always)
                if (id > (stream.lastId ?? "") && id <= (lastId ?? "") && !page.includes(id))
                  absent.add(id);
            if (step.isDone) break;
            stream = { ...beginning, ...step };
            offset = step.nextOffset;
          }
          expect([...always].filter((id) => !seen.has(id))).toEqual([]);
          expect([...absent]).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  // Pages overlap by a row, which is what holds them together.
  it.each([0, 1, 1_999, 2_000, 2_001, 3_998, 3_999, 4_000, 4_100, 1_000_000, 10_000_000])(
    "takes at most two calls more than the least for %i records, that for the newest change included",
    (rows) => {
      const limit = 2_000;
      const least = 1 + Math.ceil(Math.max(0, rows - limit) / (limit - 1));
      for (const expected of [null, rows]) {
        // As where the stream begins: no row at all is the first of the two times that a list must be empty.
        const hasProbe = expected === null || expected > limit;
        let stream = { ...beginning, expected, stepBack: hasProbe && rows === 0 ? 1 : 0 };
        let [offset, calls, seen] = [0, hasProbe ? 1 : 0, 0];
        for (;;) {
          const [from, to] = [offset, Math.min(rows, offset + limit)];
          const landed = {
            ...nothing,
            fetched: to - from,
            newlySeen: to - Math.max(from, seen),
            firstId: from < to ? String(from).padStart(9, "0") : null,
            lastId: from < to ? String(to - 1).padStart(9, "0") : null,
          };
          const step = nextStepById(stream, landed, { offset, limit });
          calls += 1;
          expect(calls - least).toBeLessThanOrEqual(2);
          seen += step.newlySeen;
          if (step.isDone) break;
          stream = { ...stream, ...step };
          offset = step.nextOffset;
        }
        expect(seen).toBe(rows);
        expect(calls - least).toBeLessThanOrEqual(hasProbe ? 2 : 1);
      }
    },
  );

  it("counts an overlapping row once, and asks once more after the last row of many pages", () => {
    const ids = Array.from({ length: 25 }, (_, n) => idOf(n));
    let stream = beginning;
    let [offset, counted, calls] = [0, 0, 0];
    for (;;) {
      const landed = describePage(ids.slice(offset, offset + 10), stream.lastId);
      const step = nextStepById(stream, landed, { offset, limit: 10 });
      counted += step.newlySeen;
      calls += 1;
      if (step.isDone) break;
      stream = { ...beginning, ...step };
      offset = step.nextOffset;
    }
    expect([counted, calls]).toEqual([25, 4]);
  });

  it("reads on where Planhat cuts pages shorter than was asked for", () => {
    const ids = Array.from({ length: 45 }, (_, n) => idOf(n));
    let stream = beginning;
    let [offset, counted] = [0, 0];
    for (;;) {
      const landed = describePage(ids.slice(offset, offset + 10), stream.lastId);
      const step = nextStepById(stream, landed, { offset, limit: 2_000 });
      counted += step.newlySeen;
      if (step.isDone) break;
      stream = { ...beginning, ...step };
      offset = step.nextOffset;
    }
    expect(counted).toBe(45);
  });

  it("ends at once after one short page, and at an empty first one only when it is empty twice", () => {
    const page = { offset: 0, limit: 10 };
    expect(nextStepById(beginning, describePage([idOf(1)], null), page).isDone).toBe(true);
    const step = nextStepById(beginning, nothing, page);
    expect(step).toMatchObject({ isDone: false, nextOffset: 0 });
    expect(nextStepById({ ...beginning, ...step }, nothing, page).isDone).toBe(true);
  });

  it("believes an empty list at once where none was expected and nothing has landed", () => {
    const page = { offset: 0, limit: 10 };
    const empty = { ...beginning, expected: 0 };
    expect(nextStepById(empty, nothing, page).isDone).toBe(true);
    expect(nextStepById(empty, { ...nothing, hasMoreLanded: true }, page).isDone).toBe(false);
  });

  it("proves nothing any more once a page was out of order, and still reads all of it", () => {
    const landed = { ...describePage([idOf(2), idOf(1)], null), isOrdered: false };
    const step = nextStepById(beginning, landed, { offset: 0, limit: 2 });
    expect(step).toMatchObject({ isOrdered: false, nextOffset: 2, isDone: false });
  });
});

/** Reads `ids` to the end, of which `removed` go once the page at `at` was read; the most attempts in a row, or -1. */
function readWhileRemoved(size: number, limit: number, at: number, removed: number): number {
  let ids = Array.from({ length: size }, (_, n) => idOf(n));
  let stream = beginning;
  let [offset, attempt, most] = [0, 0, 0];
  for (let pages = 0; pages < 10_000; pages += 1) {
    const landed = describePage(ids.slice(offset, offset + limit), stream.lastId);
    const step = nextStepById(stream, landed, { offset, limit });
    if (step.came === "further") attempt = 0;
    else if (step.came === "nothing") attempt += 1;
    most = Math.max(most, attempt);
    if (step.isDone) return most;
    if (offset < at && step.nextOffset >= at) ids = ids.slice(removed);
    stream = { ...beginning, ...step, fetched: stream.fetched + step.newlySeen };
    offset = step.nextOffset;
  }
  return -1;
}

describe("a list that many rows left in the middle", () => {
  it.each([80, 100, 200, 400])(
    "is read on from rows that are known, and no page of these counts as an attempt (%i pages of rows gone)",
    (pagesGone) => {
      const most = readWhileRemoved(10_000, 11, 5_000, pagesGone * 10);
      expect(most).toBeGreaterThan(0);
      // Each time twice as far back.
      expect(most).toBeLessThanOrEqual(12);
    },
  );
});

describe("a list without an order", () => {
  it("is read on, and the same page again is no progress", () => {
    const page = { ...describePage([idOf(2), idOf(1)], null), lastId: idOf(2), isOrdered: false };
    const first = nextStepById(beginning, page, { offset: 0, limit: 2 });
    expect(first).toMatchObject({ came: "further", nextOffset: 2 });
    const again = nextStepById({ ...beginning, ...first }, page, { offset: 2, limit: 2 });
    expect(again).toMatchObject({ came: "nothing", isDone: false, nextOffset: 4 });
    const other = { ...page, firstId: idOf(3), lastId: idOf(4) };
    const next = nextStepById({ ...beginning, ...again }, other, { offset: 4, limit: 2 });
    expect(next).toMatchObject({ came: "further" });
  });
});

describe("nextStepByTime", () => {
  const minutes = (n: number): Date => new Date(1_700_000_000_000 + n * 60_000);
  const watermark = minutes(100);
  type Row = { readonly id: string; readonly at: Date };

  function describeRows(page: readonly Row[], after: string | null): LandedPage {
    const place = page.findIndex(({ id }) => id === after);
    return {
      ...nothing,
      fetched: page.length,
      newlySeen: page.length - (place + 1),
      hasAfter: place >= 0,
      headAt: page[0]?.at ?? null,
      tailAt: page.at(-1)?.at ?? null,
      tailId: page.at(-1)?.id ?? null,
      newest: page[0]?.at ?? null,
    };
  }

  it("sees every change since the watermark, those that are made while it reads too", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(200), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 2, max: 12 }),
        fc.array(fc.record({ remove: fc.array(fc.nat(80)), touch: fc.array(fc.nat(80)) }), {
          maxLength: 20,
        }),
        (times, limit, changes) => {
          let rows: Row[] = times.map((time, n) => ({ id: idOf(n), at: minutes(time) }));
          const order = (): void => {
            rows = rows.toSorted((a, b) => b.at.getTime() - a.at.getTime());
          };
          const wanted = new Set(rows.filter(({ at }) => at >= watermark).map(({ id }) => id));
          const seen = new Set<string>();
          const landedAt = new Map(
            rows.filter(({ id }) => !wanted.has(id)).map(({ id, at }) => [id, at]),
          );
          let stream = { ...begun, watermark };
          let offset = 0;
          for (let pages = 0; ; pages += 1) {
            expect(pages).toBeLessThan(500);
            const { remove, touch } = changes[pages] ?? { remove: [], touch: [] };
            const removed = new Set(remove.map(idOf));
            const touched = new Set(touch.map(idOf));
            for (const id of removed) wanted.delete(id);
            for (const { id } of rows)
              if (touched.has(id) && !removed.has(id)) {
                wanted.add(id);
                seen.delete(id);
              }
            rows = rows
              .filter(({ id }) => !removed.has(id))
              .map((row) => (touched.has(row.id) ? { ...row, at: minutes(300 + pages) } : row));
            order();
            const page = rows.slice(offset, offset + limit);
            const updated = page.filter(({ id, at }) => landedAt.get(id) !== at).length;
            for (const { id, at } of page) {
              seen.add(id);
              landedAt.set(id, at);
            }
            const landed = describeRows(page, offset === 0 ? null : stream.lastId);
            const step = nextStepByTime(stream, { ...landed, updated }, { offset, limit });
            // It says so where it cannot tell; then everything is read.
            if ("cannot" in step) return;
            if (step.isDone) break;
            stream = { ...begun, ...stream, ...step };
            offset = step.nextOffset;
          }
          // What changes faster than it is read is the next pass's: its time is after this one's watermark.
          if (stream.round === roundsMax) return;
          expect([...wanted].filter((id) => !seen.has(id))).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("ends within a page when nothing changed", () => {
    const rows = Array.from({ length: 9 }, (_, n) => ({ id: idOf(n), at: minutes(100 - n * 10) }));
    const step = nextStepByTime({ ...begun, watermark }, describeRows(rows, null), {
      offset: 0,
      limit: 9,
    });
    expect(step).toMatchObject({ isDone: true, newest: minutes(100) });
  });

  it("does not end a second look at the head where all of it is dated ahead: changes stand below", () => {
    const rows = Array.from({ length: 9 }, (_, n) => ({ id: idOf(n), at: minutes(900 - n) }));
    const ahead = { ...describeRows(rows, null), newest: minutes(500) };
    const again = { ...begun, watermark, newest: minutes(400), round: 1, roundSince: minutes(400) };
    const page = { offset: 0, limit: 9 };
    expect(nextStepByTime(again, ahead, page)).toMatchObject({ isDone: false, nextOffset: 8 });
    const reached = { ...ahead, newest: minutes(892) };
    expect(nextStepByTime(again, reached, page)).toMatchObject({ isDone: true });
  });

  it("cannot go by time where rows do not say when they changed, or come in another order", () => {
    const page = { offset: 0, limit: 5 };
    const stream = { ...begun, watermark };
    expect(nextStepByTime(stream, { ...nothing, fetched: 3 }, page)).toEqual({ cannot: "no_time" });
    const unordered = { ...describeRows([{ id: "a", at: minutes(1) }], null), isOrdered: false };
    expect(nextStepByTime(stream, unordered, page)).toEqual({ cannot: "no_order" });
  });
});
