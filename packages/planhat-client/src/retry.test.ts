import * as fc from "fast-check";
import { expect, it } from "vitest";
import { backoffDelayMs } from "./retry.ts";

it("spreads waits over the whole range, up to the cap", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (retry, random) => {
        const delayMs = backoffDelayMs(retry, 500, 15_000, () => random);
        const most = Math.min(15_000, 500 * 2 ** (retry - 1));
        expect(delayMs).toBe(Math.floor(random * most));
      },
    ),
  );
});
