import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countRecords } from "./make-estimate.ts";

describe("countRecords", () => {
  it("is exact, in one call for one page and else at most 2·log2(pages)+3", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(500_000),
        fc.integer({ min: 100, max: 5_000 }),
        async (total, pageMax) => {
          let calls = 0;
          const counted = await countRecords(pageMax, (offset) => {
            calls += 1;
            return Promise.resolve(Math.max(0, Math.min(pageMax, total - offset)));
          });
          const pages = Math.max(1, Math.ceil(total / pageMax));
          expect(counted).toBe(total);
          expect(calls).toBeLessThanOrEqual(total < pageMax ? 1 : 2 * Math.log2(pages) + 3);
        },
      ),
      { numRuns: 500 },
    );
  });
});
