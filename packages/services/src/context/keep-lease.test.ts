import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ServiceContext } from "./context.ts";
import { keepLease, leaseMs } from "./keep-lease.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("starts no renewal while another is running, so that a slow database gets no growing load", async () => {
  const ctx = { now: () => new Date() } as ServiceContext;
  const answers: PromiseWithResolvers<boolean>[] = [];
  const renew = (): Promise<boolean> => {
    const answer = Promise.withResolvers<boolean>();
    answers.push(answer);
    return answer.promise;
  };
  const { signal } = new AbortController();
  const done = await keepLease(ctx, { renew, budgetMs: 60_000, signal }, async () => {
    await vi.advanceTimersByTimeAsync(leaseMs * 3);
    expect(answers).toHaveLength(1);
    answers[0]?.resolve(true);
    await vi.advanceTimersByTimeAsync(leaseMs / 3);
    expect(answers).toHaveLength(2);
    return "done";
  });
  expect(done).toBe("done");
});
