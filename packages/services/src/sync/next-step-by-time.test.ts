import type { LandedPage, Paging } from "@churned/db/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nothingLanded as nothing } from "../testing/landed-page.ts";
import { nextStepByTime, roundsMax } from "./next-step-by-time.ts";

const begun = {
  lastId: null as string | null,
  lastAt: null as Date | null,
  newest: null as Date | null,
  isOrdered: true,
  stepBack: 0,
  fetched: 0,
  round: 0,
  roundSince: null as Date | null,
  paging: { isSortProven: true } as Paging,
};

const idOf = (n: number): string => String(n).padStart(6, "0");

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
      isOrdered: page.every(({ at }, n) => n === 0 || at <= (page[n - 1]?.at ?? at)),
      headAt: page[0]?.at ?? null,
      tailAt: page.at(-1)?.at ?? null,
      tailId: page.at(-1)?.id ?? null,
      newest: page[0]?.at ?? null,
    };
  }

  it("sees every change since the watermark, also changes during the pass, or reports that it cannot", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(200), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        fc.array(fc.record({ remove: fc.array(fc.nat(80)), touch: fc.array(fc.nat(80)) }), {
          maxLength: 20,
        }),
        (times, limit, cap, isSorting, changes) => {
          let rows: Row[] = times.map((time, n) => ({ id: idOf(n), at: minutes(time) }));
          const order = (): void => {
            if (!isSorting) return;
            rows = rows.toSorted((a, b) => b.at.getTime() - a.at.getTime());
          };
          const wanted = new Set(rows.filter(({ at }) => at >= watermark).map(({ id }) => id));
          const seen = new Set<string>();
          const landedAt = new Map(
            rows.filter(({ id }) => !wanted.has(id)).map(({ id, at }) => [id, at]),
          );
          let stream = { ...begun, watermark, paging: {} as Paging };
          let offset = 0;
          let missedAtHead: string[] = [];
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
            const page = rows.slice(offset, offset + Math.min(limit, cap));
            const updated = page.filter(({ id, at }) => landedAt.get(id) !== at).length;
            for (const { id, at } of page) {
              seen.add(id);
              landedAt.set(id, at);
            }
            const landed = describeRows(page, offset === 0 ? null : stream.lastId);
            const found = nextStepByTime(stream, { ...landed, updated }, { offset, limit });
            // If the order proves nothing, the step returns a failure, and the whole model is read.
            if ("failure" in found) return;
            const step = { ...found };
            if (offset === 0) missedAtHead = [...wanted].filter((id) => !seen.has(id));
            // The whole list is one row. Changes that were made after reading it have a later time.
            if (step.isDone && offset > 0) {
              expect(missedAtHead.filter((id) => wanted.has(id))).toEqual([]);
              return;
            }
            if (step.isDone) break;
            const { unproven, ...paging } = step.paging;
            if (unproven !== undefined) {
              // The next call requests the oldest row. A Planhat that does not sort returns its first row.
              const oldest = isSorting ? rows.at(-1)?.at : rows[0]?.at;
              const at = oldest?.getTime() ?? NaN;
              if (at < Date.parse(unproven.headAt) && at <= Date.parse(unproven.tailAt)) break;
              if (paging.mayBeWhole !== true || paging.isShort !== true) return;
              step.paging = { ...paging, isOrderUnproven: true };
            }
            stream = { ...begun, ...stream, ...step };
            offset = step.nextOffset;
          }
          // The pass has read the start of the list again `roundsMax` times and may still miss rows that changed after
          // that. The next incremental pass reads these rows, because their time is after the watermark of this pass.
          if (stream.round === roundsMax) return;
          expect([...wanted].filter((id) => !seen.has(id))).toEqual([]);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("ends within a page if nothing changed", () => {
    const rows = Array.from({ length: 9 }, (_, n) => ({ id: idOf(n), at: minutes(100 - n * 10) }));
    const step = nextStepByTime({ ...begun, watermark }, describeRows(rows, null), {
      offset: 0,
      limit: 9,
    });
    expect(step).toMatchObject({ isDone: true, newest: minutes(100) });
  });

  it("does not end the second reading of the head if all its rows are dated ahead, because changes stand below", () => {
    const rows = Array.from({ length: 9 }, (_, n) => ({ id: idOf(n), at: minutes(900 - n) }));
    const ahead = { ...describeRows(rows, null), newest: minutes(500) };
    const again = { ...begun, watermark, newest: minutes(400), round: 1, roundSince: minutes(400) };
    const page = { offset: 0, limit: 9 };
    expect(nextStepByTime(again, ahead, page)).toMatchObject({ isDone: false, nextOffset: 8 });
    const reached = { ...ahead, newest: minutes(892) };
    expect(nextStepByTime(again, reached, page)).toMatchObject({ isDone: true });
  });

  it("does not end a second reading that stepped back to the head, because its new rows landed on the way", () => {
    const rows = Array.from({ length: 9 }, (_, n) => ({ id: idOf(n), at: minutes(200 - n) }));
    const again = { ...begun, watermark, newest: minutes(200), round: 1, roundSince: watermark };
    const landed = describeRows(rows, null);
    const page = { offset: 0, limit: 9 };
    expect(nextStepByTime(again, landed, page)).toMatchObject({ isDone: true });
    expect(nextStepByTime({ ...again, stepBack: 5 }, landed, page)).toMatchObject({
      isDone: false,
    });
  });

  it("requests a full pass if records change faster than their pages can be read", () => {
    const rows = Array.from({ length: 9 }, (_, n) => ({ id: idOf(n), at: minutes(200 - n) }));
    const stream = { ...begun, watermark, paging: { ...begun.paging, records: 500 } };
    const page = { offset: 2_000, limit: 9 };
    const landed = describeRows(rows, null);
    expect(nextStepByTime({ ...stream, fetched: 2_000 }, landed, page)).toHaveProperty("progress");
    expect(nextStepByTime({ ...stream, fetched: 2_001 }, landed, page)).toEqual({
      failure: "no_end",
    });
  });

  it("cannot use the order of time if rows have no time or come in another order", () => {
    const page = { offset: 0, limit: 5 };
    const stream = { ...begun, watermark };
    expect(nextStepByTime(stream, { ...nothing, fetched: 3 }, page)).toEqual({
      failure: "no_time",
    });
    const unordered = { ...describeRows([{ id: "a", at: minutes(1) }], null), isOrdered: false };
    expect(nextStepByTime(stream, unordered, page)).toEqual({ failure: "no_order" });
  });
});
