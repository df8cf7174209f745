import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLimiter } from "./limiter.ts";
import type { RequestKind } from "./limiter.ts";

const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("createLimiter", () => {
  it("never lets more out than the budget in any window, nor more at once than allowed, and lets all out", async () => {
    const arrival = fc.record({
      kind: fc.constantFrom<RequestKind>("probe", "page"),
      atMs: fc.integer({ min: 0, max: 3_000 }),
      takesMs: fc.integer({ min: 0, max: 700 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { maxLength: 60 }), async (arrivals) => {
        const limiter = createLimiter({
          maxCalls: 10,
          windowMs: 1_000,
          maxPages: 2,
          maxProbes: 4,
          reservedForProbes: 2,
        });
        const starts: { at: number; kind: RequestKind }[] = [];
        const running = { probe: 0, page: 0 };
        for (const { kind, atMs, takesMs } of arrivals) {
          const run = async (): Promise<void> => {
            const release = await limiter.acquire(kind, never);
            starts.push({ at: performance.now(), kind });
            running[kind] += 1;
            expect(running.page).toBeLessThanOrEqual(2);
            expect(running.probe).toBeLessThanOrEqual(4);
            setTimeout(() => {
              running[kind] -= 1;
              release();
            }, takesMs);
          };
          setTimeout(() => void run(), atMs);
        }
        await vi.advanceTimersByTimeAsync(60_000);
        expect(starts).toHaveLength(arrivals.length);
        for (const { at } of starts) {
          expect(
            starts.filter((other) => other.at >= at && other.at <= at + 1_000).length,
          ).toBeLessThanOrEqual(10);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("keeps a reserve that pages cannot use, and lets probes go first", async () => {
    const limiter = createLimiter({ maxCalls: 3, reservedForProbes: 1, maxPages: 9 });
    const order: string[] = [];
    for (const kind of ["page", "page", "page", "probe"] as const) {
      void limiter.acquire(kind, never).then(() => order.push(kind));
    }
    await vi.advanceTimersByTimeAsync(1);
    expect(order).toEqual(["page", "page", "probe"]);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(order).toEqual(["page", "page", "probe", "page"]);
  });

  it("forgets a waiter whose signal aborts, and leaves no timer behind", async () => {
    const limiter = createLimiter({ maxPages: 1 });
    const release = await limiter.acquire("page", never);
    const controller = new AbortController();
    const waiting = limiter.acquire("page", controller.signal);
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    expect(vi.getTimerCount()).toBe(0);
    release();
    release();
    await expect(limiter.acquire("page", never)).resolves.toBeTypeOf("function");
  });
});
