import { createDatabase } from "@churned/db";
import type { Database } from "@churned/db";
import { callsPerMinute, callsReservedForChecks } from "@churned/domain";
import type { CallKind } from "@churned/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { BudgetSpentError } from "../worker-context.ts";
import type { SharedLimiter } from "./share-budget.ts";
import { shareBudget } from "./share-budget.ts";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const never = new AbortController().signal;
const pagesMax = callsPerMinute - callsReservedForChecks;

describe("a budget shared by processes", () => {
  let stack: Arranged;
  const dbs: Database[] = [];
  const shares: ReturnType<typeof shareBudget>[] = [];

  /** A process of its own, as far as budgets go: its own pool, its own purses. */
  function startProcess(): ReturnType<typeof shareBudget> {
    const db = createDatabase({ url: stack.database.workerUrl, onError: () => {} });
    dbs.push(db);
    const share = shareBudget({ db, actor: { kind: "system", name: "worker" }, log: quiet });
    shares.push(share);
    return share;
  }

  beforeAll(async () => {
    stack = await arrange();
  });
  afterAll(async () => {
    for (const share of shares) await share.close();
    for (const db of dbs) await db.close();
    await stack[Symbol.asyncDispose]();
  });

  /** Makes calls one after another until the budget refuses; how many, and how long to wait for the next. */
  async function drain(limiter: SharedLimiter, kind: CallKind): Promise<[number, number]> {
    for (let calls = 0; ; calls += 1)
      try {
        (await limiter.acquire(kind, AbortSignal.timeout(300), "company"))();
      } catch (error) {
        return [calls, error instanceof BudgetSpentError ? error.retryAfterMs : 0];
      }
  }

  it("lets two processes take no more than the limit together, and keeps the reserve for checks", async () => {
    const holder = { connectionId: stack.acme.connectionId, fingerprint: "acme" };
    const limiters = [startProcess().limiterOf(holder), startProcess().limiterOf(holder)];
    const drained = await Promise.all(limiters.map((limiter) => drain(limiter, "page")));
    const pages = drained.reduce((sum, [calls]) => sum + calls, 0);
    // What one process was lent when the other found nothing left is not lost, only not used yet.
    expect(pages).toBeLessThanOrEqual(pagesMax);
    expect(pages).toBeGreaterThan(pagesMax - 12);
    expect(Math.max(...drained.map(([, waitMs]) => waitMs))).toBeGreaterThan(50_000);

    const startedAt = performance.now();
    const [one] = limiters;
    if (one === undefined) throw new Error("There is no process.");
    const checks = Array.from({ length: 13 }, () => one.acquire("probe", never, "company"));
    for (const leave of await Promise.all(checks)) leave();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    const probes = await Promise.all(limiters.map((limiter) => drain(limiter, "probe")));
    const all = pages + 13 + probes.reduce((sum, [calls]) => sum + calls, 0);
    expect(all).toBeLessThanOrEqual(callsPerMinute);
  });

  it("counts connections with the same token as one, and others apart", async () => {
    const share = startProcess();
    const { connectionId } = stack.globex;
    const connections = [{ id: connectionId, fingerprint: "globex" }];
    await stack.query(`insert into credentials (id, tenant_id, connection_id, slot, key_id, sealed, sealed_hash, fingerprint)
      select uuidv7(), tenant_id, id, 'active', 'k', 's', 'h', 'globex' from connections where id = '${connectionId}'`);
    const [second] = await stack.query<{ id: string }>(
      `insert into connections (tenant_id, name, plan) select tenant_id, 'Second', plan from connections where id = '${connectionId}' returning id`,
    );
    connections.push({ id: second?.id ?? "", fingerprint: "globex" });
    const limiters = connections.map(({ id, fingerprint }) =>
      share.limiterOf({ connectionId: id, fingerprint }),
    );
    const drained: number[] = [];
    for (const limiter of limiters) drained.push((await drain(limiter, "page"))[0]);
    expect(drained).toEqual([pagesMax, 0]);
  });

  it("asks nothing of Planhat while it throttles, in every process", async () => {
    const holder = { connectionId: stack.globex.connectionId, fingerprint: "throttled" };
    const [one, other] = [startProcess().limiterOf(holder), startProcess().limiterOf(holder)];
    (await one.acquire("probe", never, "company"))();
    one.learn({ model: "company", errorKind: "throttled", retryAfterMs: 60_000, rate: null });
    await expect(
      (async () => {
        for (;;) (await other.acquire("page", AbortSignal.timeout(5_000), "company"))();
      })(),
    ).rejects.toThrow(BudgetSpentError);
    const again = one.acquire("probe", AbortSignal.timeout(5_000), "company");
    await expect(again).rejects.toMatchObject({ isThrottled: true });
  });
});
