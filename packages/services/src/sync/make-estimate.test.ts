import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countRecords } from "./make-estimate.ts";

describe("countRecords", () => {
  it("is exact, in one call for one page and else at most 2·log2(pages)+1", async () => {
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
          // As many as a reader asks for: after a full page comes another, if only an empty one.
          const pages = Math.floor(total / pageMax) + 1;
          expect(counted).toBe(total);
          expect(calls).toBeLessThanOrEqual(2 * Math.log2(pages) + 1);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
