import type { LandedPage } from "@churned/db";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextStep } from "./read-page.ts";

// A table of ids in order, and a page of it as the landing would describe it.
function readPageOf(
  ids: readonly string[],
  offset: number,
  limit: number,
  after: string | null,
): LandedPage {
  const page = ids.slice(offset, offset + limit);
  return {
    fetched: page.length,
    newlySeen: page.filter((id) => id > (after ?? "")).length,
    inserted: 0,
    updated: 0,
    unchanged: page.length,
    skipped: 0,
    firstId: page[0] ?? null,
    lastId: page.at(-1) ?? null,
  };
}

const idOf = (n: number): string => String(n).padStart(6, "0");

describe("nextStep", () => {
  it("sees every row that is there throughout, whatever is removed and added between pages", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 2, max: 12 }),
        fc.array(
          fc.record({
            remove: fc.array(fc.nat(200), { maxLength: 6 }),
            add: fc.array(fc.nat(200), { maxLength: 3 }),
          }),
          { maxLength: 30 },
        ),
        (size, limit, changes) => {
          let ids = Array.from({ length: size }, (_, n) => idOf(n * 3));
          const always = new Set(ids);
          const seen = new Set<string>();
          let stream: { lastId: string | null } = { lastId: null };
          let offset = 0;
          let pages = 0;
          for (;;) {
            const change = changes[pages];
            if (change !== undefined) {
              const removed = new Set(change.remove.map(idOf));
              for (const id of removed) always.delete(id);
              ids = [
                ...new Set([...ids.filter((id) => !removed.has(id)), ...change.add.map(idOf)]),
              ].toSorted();
            }
            for (const id of ids.slice(offset, offset + limit)) seen.add(id);
            const step = nextStep(stream, readPageOf(ids, offset, limit, stream.lastId), {
              offset,
              limit,
            });
            pages += 1;
            if (step.isDone) break;
            stream = { lastId: step.lastId };
            offset = step.nextOffset;
            expect(pages).toBeLessThan(2_000);
          }
          for (const id of always) expect(seen).toContain(id);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("counts an overlapping row once", () => {
    const ids = Array.from({ length: 25 }, (_, n) => idOf(n));
    let stream: { lastId: string | null } = { lastId: null };
    let [offset, counted] = [0, 0];
    for (;;) {
      const step = nextStep(stream, readPageOf(ids, offset, 10, stream.lastId), {
        offset,
        limit: 10,
      });
      counted += step.newlySeen;
      if (step.isDone) break;
      stream = { lastId: step.lastId };
      offset = step.nextOffset;
    }
    expect(counted).toBe(25);
  });
});
