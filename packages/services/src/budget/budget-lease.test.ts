import { describe, expect, it, test } from "vitest";
import { BudgetLease } from "./budget-lease.ts";

const headers = { limit: 200, remaining: 150, resetMs: 20_000 } as const;

test("keeps a throttle until the next refill, even if a later answer's headers come in between", () => {
  const lease = new BudgetLease(
    () => 0,
    () => undefined,
  );
  lease.learn({
    throttled: { company: 60_000 },
    limit: null,
    remaining: null,
    resetMs: null,
  });
  lease.learn({ throttled: {}, ...headers });
  expect(lease.takeRefill().lesson).toEqual({
    throttled: { company: 60_000 },
    ...headers,
  });
  expect(lease.takeRefill().lesson).toBeNull();
});

describe("a call that must wait", () => {
  const never = new AbortController().signal;
  const grantOf = (calls: number) => ({ id: "g", calls, askedAt: 0, startedAt: [] });
  const makeLease = (): BudgetLease =>
    new BudgetLease(
      () => 0,
      () => undefined,
    );

  it("is refused at once, with the time to wait and whose limit it is, for a check as for a sync", async () => {
    for (const kind of ["probe", "page"] as const) {
      const lease = makeLease();
      const call = lease.draw(kind, "company", never);
      lease.takeRefill();
      lease.grant(kind, grantOf(0), 40_000);
      await expect(call).rejects.toMatchObject({ retryAfterMs: 40_000, isThrottled: false });
    }
  });

  it("waits only for its own model's throttle, also if another process was throttled", async () => {
    const lease = makeLease();
    lease.learn({ throttled: { nps: 600_000 }, limit: null, remaining: null, resetMs: null });
    await expect(lease.draw("probe", "nps", never)).rejects.toMatchObject({
      retryAfterMs: 600_000,
      isThrottled: true,
    });
    const others = [lease.draw("probe", "company", never), lease.draw("probe", "task", never)];
    lease.takeRefill();
    lease.applyWaits({ task: 30_000 });
    lease.grant("probe", grantOf(2), 0);
    await expect(others[0]).resolves.toBeUndefined();
    await expect(others[1]).rejects.toMatchObject({ retryAfterMs: 30_000, isThrottled: true });
  });
});
