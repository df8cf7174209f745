import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countCallsMax, countPlanhatRecords } from "./count-records.ts";

/** Counts a simulated list. `rowsAt` returns the numbers of the ids from an offset on. */
async function count(pageMax: number, rowsAt: (offset: number) => readonly number[]) {
  let calls = 0;
  const counted = await countPlanhatRecords(pageMax, (offset) => {
    calls += 1;
    if (calls > countCallsMax) throw new Error(`It made more than ${countCallsMax} calls.`);
    return Promise.resolve(rowsAt(offset).map(String));
  });
  return { ...counted, calls };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);

describe("countRecords", () => {
  it("is exact from two pages on, in at most 2·log2(pages) calls, rounded up, plus one", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(50_000),
        fc.integer({ min: 100, max: 5_000 }),
        async (total, pageMax) => {
          const found = await count(pageMax, (offset) =>
            range(offset, Math.min(total, offset + pageMax)),
          );
          expect(found.records).toBe(total);
          // The count takes no more calls than reading the list. After a full page, a reader requests another page,
          // even if that page is empty.
          const pages = Math.floor(total / pageMax) + 1;
          expect(found.calls).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(pages)) + 1);
          expect(found.isAtLeast).toBe(total > 0 && total < pageMax);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("reports a minimum if the first page is not full, because Planhat may give smaller pages", async () => {
    const found = await count(2_000, (offset) => range(offset, Math.min(4_116, offset + 1_024)));
    expect(found).toEqual({ records: 1_024, isAtLeast: true, calls: 1 });
  });

  it("ends with the number reached if the pages never end", async () => {
    const found = await count(100, (offset) => range(offset, offset + 100));
    expect(found).toMatchObject({ records: 204_800, isAtLeast: true });
  });

  it("counts only the ids that came if Planhat ignores the offset", async () => {
    expect(await count(100, () => range(0, 100))).toEqual({
      records: 100,
      isAtLeast: true,
      calls: 2,
    });
    // This Planhat repeats its last page for higher offsets. The last page may be full or shorter.
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 101, max: 3_000 }), fc.boolean(), async (total, whole) => {
        const found = await count(100, (offset) => {
          const last = whole ? total - 100 : Math.floor((total - 1) / 100) * 100;
          const from = Math.min(offset, last);
          return range(from, Math.min(total, from + 100));
        });
        expect(found.records).toBeLessThanOrEqual(total);
        if (!found.isAtLeast) expect(found.records).toBe(total);
      }),
      { numRuns: 500 },
    );
  });
});
