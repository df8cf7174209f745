import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPlanhatClient } from "./client.ts";
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
  it("starts at most the budget in any window and the maximum at once, and starts every call", async () => {
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
            const release = await limiter.acquire(kind, never, "company");
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

  it("sends at most the budget in any window and the maximum at once, whatever Planhat answers", async () => {
    const answer = fc.record({
      status: fc.constantFrom(200, 200, 401, 403, 404, 429, 500, 504, 0),
      takesMs: fc.integer({ min: 0, max: 700 }),
      retryAfter: fc.option(fc.constantFrom("0", "1", "soon"), { nil: undefined }),
      body: fc.constantFrom("[]", "[", "<html>", "{}"),
    });
    const call = fc.record({ kind: fc.constantFrom("probe", "page"), atMs: fc.nat(2_000) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(call, { minLength: 1, maxLength: 30 }),
        fc.array(answer, { minLength: 1, maxLength: 60 }),
        async (calls, answers) => {
          const starts: number[] = [];
          let running = 0;
          let most = 0;
          const client = createPlanhatClient({
            baseUrl: "http://planhat.test",
            token: "a".repeat(40),
            timeoutMs: 600_000,
            limiter: createLimiter({ maxCalls: 10, windowMs: 1_000, maxAtOnce: 5 }),
            fetch: async () => {
              const given = answers[starts.length % answers.length];
              starts.push(performance.now());
              running += 1;
              most = Math.max(most, running);
              await new Promise((resolve) => {
                setTimeout(resolve, given?.takesMs);
              });
              running -= 1;
              if (!given?.status) throw new TypeError("fetch failed");
              const headers = new Headers(
                given.retryAfter ? { "retry-after": given.retryAfter } : {},
              );
              return new Response(given.body, { status: given.status, headers });
            },
          });
          let ended = 0;
          for (const { kind, atMs } of calls) {
            const work = (): Promise<unknown> =>
              kind === "probe"
                ? client.probe("company")
                : client.page("company", { offset: 0, limit: 1 });
            const count = (): void => void (ended += 1);
            setTimeout(() => void work().then(count, count), atMs);
          }
          await vi.advanceTimersByTimeAsync(300_000);
          expect(ended).toBe(calls.length);
          expect(most).toBeLessThanOrEqual(5);
          for (const at of starts) {
            const inWindow = starts.filter((other) => other >= at && other <= at + 1_000);
            expect(inWindow.length).toBeLessThanOrEqual(10);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("starts at most 50 at once, whatever the maximum of each kind is", async () => {
    const limiter = createLimiter({ maxPages: 80, maxProbes: 80 });
    const releases: (() => void)[] = [];
    for (let count = 0; count < 60; count += 1) {
      const kind = count % 2 === 0 ? "probe" : "page";
      void limiter.acquire(kind, never, "company").then((release) => releases.push(release));
    }
    await vi.advanceTimersByTimeAsync(1);
    expect(releases).toHaveLength(50);
    releases[0]?.();
    await vi.advanceTimersByTimeAsync(1);
    expect(releases).toHaveLength(51);
  });

  it("keeps a reserve that pages cannot use, and starts probes first", async () => {
    const limiter = createLimiter({ maxCalls: 3, reservedForProbes: 1, maxPages: 9 });
    const order: string[] = [];
    for (const kind of ["page", "page", "page", "probe"] as const) {
      void limiter.acquire(kind, never, "company").then(() => order.push(kind));
    }
    await vi.advanceTimersByTimeAsync(1);
    expect(order).toEqual(["page", "page", "probe"]);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(order).toEqual(["page", "page", "probe", "page"]);
  });

  it("removes a waiting call whose signal aborts, and leaves no timer", async () => {
    const limiter = createLimiter({ maxPages: 1 });
    const release = await limiter.acquire("page", never, "company");
    const controller = new AbortController();
    const waiting = limiter.acquire("page", controller.signal, "company");
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    expect(vi.getTimerCount()).toBe(0);
    release();
    release();
    await expect(limiter.acquire("page", never, "company")).resolves.toBeTypeOf("function");
  });
});
