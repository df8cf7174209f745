import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countRecords } from "./make-estimate.ts";

describe("countRecords", () => {
  it("is right to the page, in at most 2·log2(pages)+3 calls", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(500_000),
        fc.integer({ min: 100, max: 5_000 }),
        async (total, pageMax) => {
          let calls = 0;
          const counted = await countRecords(pageMax, (offset, limit) => {
            calls += 1;
            return Promise.resolve(Math.max(0, Math.min(limit, total - offset)));
          });
          if (total < pageMax) expect([counted, calls]).toEqual([total, 1]);
          else {
            const pages = Math.ceil(total / pageMax);
            expect(counted - total).toBeGreaterThanOrEqual(0);
            expect(counted - total).toBeLessThan(2 * pageMax);
            expect(calls).toBeLessThanOrEqual(2 * Math.log2(pages) + 3);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
