import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanById, scanByOffset } from "./scan.ts";
import type { ReadPage } from "./scan.ts";

const fail = (): Error => new Error("not sorted");

/** A change of the list between two pages. */
interface Change {
  /** The id that is added or removed. */
  readonly id: number;
  readonly isThere: boolean;
}

function formatId(id: number): string {
  return id.toString(16).padStart(24, "0");
}

function makeList(start: readonly number[], changes: readonly (readonly Change[])[]) {
  const there = new Set(start);
  const throughout = new Set(start);
  const asked: number[] = [];
  let turn = 0;
  const readPage: ReadPage = (offset, limit) => {
    for (const { id, isThere } of changes[turn] ?? []) {
      if (isThere) there.add(id);
      else {
        there.delete(id);
        throughout.delete(id);
      }
    }
    turn += 1;
    asked.push(limit);
    const sorted = [...there].toSorted((a, b) => a - b).slice(offset, offset + limit);
    return Promise.resolve(sorted.map((id) => ({ _id: formatId(id) })));
  };
  return { readPage, throughout, asked };
}

async function collect(walk: AsyncIterable<Record<string, unknown>[]>): Promise<unknown[]> {
  const ids: unknown[] = [];
  for await (const page of walk) ids.push(...page.map((row) => row["_id"]));
  return ids;
}

describe("scanById", () => {
  it("returns every record that exists during the whole scan exactly once, while others are added and removed", async () => {
    const id = fc.integer({ min: 1, max: 60 });
    const change = fc.record({ id, isThere: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(id, { maxLength: 50 }),
        fc.array(fc.array(change, { maxLength: 12 }), { maxLength: 40 }),
        fc.integer({ min: 2, max: 20 }),
        async (start, changes, pageSize) => {
          const { readPage, throughout, asked } = makeList(start, changes);
          const given = await collect(scanById(readPage, pageSize, fail));
          expect(new Set(given).size).toBe(given.length);
          expect([...throughout].map(formatId).filter((one) => !given.includes(one))).toEqual([]);
          expect(Math.max(...asked)).toBe(pageSize);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it("returns no record twice if pages repeat rows", async () => {
    const rows = ["a", "a", "b"].map((_id) => ({ _id }));
    const walk = scanById(
      (offset, limit) => Promise.resolve(rows.slice(offset, offset + limit)),
      2,
      fail,
    );
    expect(await collect(walk)).toEqual(["a", "b"]);
  });

  it("scans by offset if the list is not sorted, and throws if a later page is not sorted", async () => {
    const unsorted = ["c", "a", "b"].map((_id) => ({ _id }));
    const read: ReadPage = (offset, limit) =>
      Promise.resolve(unsorted.slice(offset, offset + limit));
    expect(await collect(scanById(read, 2, fail))).toEqual(["c", "a", "b"]);
    const ceasing = ["a", "b", "d", "c", "e"].map((_id) => ({ _id }));
    const later: ReadPage = (offset, limit) =>
      Promise.resolve(ceasing.slice(offset, offset + limit));
    await expect(collect(scanById(later, 3, fail))).rejects.toThrow("not sorted");
  });
});

describe("scanByOffset", () => {
  it("returns records without an id, every other record once, and ends at a short page", async () => {
    const rows = [{ _id: "b" }, { x: 1 }, { _id: "b" }, { _id: "a" }];
    const asked: number[] = [];
    const read: ReadPage = (offset, limit) => {
      asked.push(offset);
      return Promise.resolve(rows.slice(offset, offset + limit));
    };
    expect(await collect(scanByOffset(read, 3, fail))).toEqual(["b", undefined, "a"]);
    expect(asked).toEqual([0, 3]);
  });
});

describe("a list that ignores the offset", () => {
  it.each([
    ["by id", scanById],
    ["by offset", scanByOffset],
  ])("ends the scan %s with an error, after returning each record once", async (_, scan) => {
    let calls = 0;
    const readPage: ReadPage = () => {
      calls += 1;
      if (calls > 1_000) throw new Error("It never ends.");
      return Promise.resolve([{ _id: formatId(1) }, { _id: formatId(2) }]);
    };
    const given: unknown[] = [];
    const walk = async (): Promise<void> => {
      const makeError = (reason: string): Error => new Error(reason);
      for await (const page of scan(readPage, 2, makeError)) given.push(...page);
    };
    await expect(walk()).rejects.toThrow("no_progress");
    expect(given).toHaveLength(2);
  });
});
