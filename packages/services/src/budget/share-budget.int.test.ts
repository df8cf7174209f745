import type { Database } from "@churned/db/client";
import { createDatabase } from "@churned/db/client";
import type { BudgetHolder, CallingWork } from "@churned/db/budget";
import type { CallKind } from "@churned/domain/budget";
import { callsPerMinute, callsReservedForChecks } from "@churned/domain/budget";
import type { CheckTrigger } from "@churned/domain/check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { disconnectConnection } from "../connection/disconnect-connection.ts";
import { pauseConnection } from "../connection/change-connection.ts";
import { cancelSync } from "../sync/cancel-sync.ts";
import { BudgetSpentError, WorkStoppedError } from "../context/worker-context.ts";
import type { SharedLimiter } from "./share-budget.ts";
import { shareBudget } from "./share-budget.ts";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const never = new AbortController().signal;
const holderOf = (connectionId: string, fingerprint: string): BudgetHolder => ({
  connectionId,
  fingerprint,
  work: { kind: "estimate", id: connectionId },
});
const pagesMax = callsPerMinute - callsReservedForChecks;

describe("a budget shared by processes", () => {
  let stack: Arranged;
  const dbs: Database[] = [];
  const shares: ReturnType<typeof shareBudget>[] = [];

  /** Simulates a separate process: it has its own pool and its own leases. */
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
  beforeEach(async () => {
    await stack.query("delete from budgets");
    await stack.query("update connections set state = 'connected' where state <> 'disconnected'");
  });
  afterAll(async () => {
    for (const share of shares) await share.close();
    for (const db of dbs) await db.close();
    await stack[Symbol.asyncDispose]();
  });

  /**
   * Makes calls one after another until the budget refuses one. Returns the number of calls, and how long the next call
   * must wait.
   */
  async function drain(limiter: SharedLimiter, kind: CallKind): Promise<[number, number]> {
    for (let calls = 0; ; calls += 1)
      try {
        (await limiter.acquire(kind, AbortSignal.timeout(300), "company"))();
      } catch (error) {
        return [calls, error instanceof BudgetSpentError ? error.retryAfterMs : 0];
      }
  }

  it("lets two processes take no more than the limit together, and keeps the reserve for checks", async () => {
    const holder = holderOf(stack.acme.connectionId, "acme");
    const limiters = [startProcess().limiterOf(holder), startProcess().limiterOf(holder)];
    const drained = await Promise.all(limiters.map((limiter) => drain(limiter, "page")));
    const pages = drained.reduce((sum, [calls]) => sum + calls, 0);
    // A few calls may be in an unused grant of one process while the other process gets no more. These calls are not
    // lost.
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

  it("lets two connections with the same token share one budget", async () => {
    const share = startProcess();
    const { connectionId } = stack.globex;
    const connections = [{ id: connectionId, fingerprint: "globex" }];
    await stack.query(`insert into credentials (id, tenant_id, connection_id, slot, key_id, sealed, sealed_hash, fingerprint)
      select uuidv7(), tenant_id, id, 'active', 'k', 's', 'h', 'globex' from connections where id = '${connectionId}'`);
    const [second] = await stack.query<{ id: string }>(
      `insert into connections (tenant_id, name, plan, state) select tenant_id, 'Second', plan, state from connections where id = '${connectionId}' returning id`,
    );
    connections.push({ id: second?.id ?? "", fingerprint: "globex" });
    const limiters = connections.map(({ id, fingerprint }) =>
      share.limiterOf(holderOf(id, fingerprint)),
    );
    const drained: number[] = [];
    for (const limiter of limiters) drained.push((await drain(limiter, "page"))[0]);
    expect(drained).toEqual([pagesMax, 0]);
  });

  describe("once it has reported that work is stopped", () => {
    const reason = "Asked by the customer.";
    let connectionId: string;
    beforeEach(async () => {
      const [added] = await stack.query<{ id: string }>(
        `insert into connections (tenant_id, name, plan, state)
         select tenant_id, uuidv7()::text, plan, state from connections where id = '${stack.acme.connectionId}' returning id`,
      );
      connectionId = added?.id ?? "";
    });
    const addRow = async (table: string, columns: string, values: string): Promise<string> => {
      const [row] = await stack.query<{ id: string }>(
        `insert into ${table} (tenant_id, connection_id, ${columns})
         select tenant_id, id, ${values} from connections where id = '${connectionId}' returning id`,
      );
      return row?.id ?? "";
    };
    const addCheck = async (trigger: CheckTrigger): Promise<string> => {
      const credential = await addRow(
        "credentials",
        "id, slot, key_id, sealed, sealed_hash",
        "uuidv7(), 'candidate', 'k', 's', 'h'",
      );
      return await addRow(
        "checks",
        "credential_id, trigger, models",
        `'${credential}', '${trigger}', '{company}'`,
      );
    };
    const add: Readonly<Record<CallingWork["kind"], () => Promise<string>>> = {
      sync: () => addRow("syncs", "mode", "'full'"),
      check: () => addCheck("scheduled"),
      estimate: () => Promise.resolve(connectionId),
    };

    it.each([
      ["sync", "pause"],
      ["sync", "disconnect"],
      ["sync", "cancel"],
      ["check", "pause"],
      ["check", "disconnect"],
      ["estimate", "pause"],
      ["estimate", "disconnect"],
    ] as const)(
      "lets no call for the %s start once %s is reported, in any process, despite earlier grants",
      async (kind, stop) => {
        const id = await add[kind]();
        const holder = { connectionId, fingerprint: "stopped", work: { kind, id } };
        const limiters = [startProcess().limiterOf(holder), startProcess().limiterOf(holder)];
        const call = kind === "check" ? "probe" : "page";
        // Pages are granted several at a time, so each process still has unused calls.
        for (const limiter of limiters) (await limiter.acquire(call, never, "company"))();
        if (stop === "pause") await pauseConnection(stack.operator, { id: connectionId, reason });
        else if (stop === "cancel") await cancelSync(stack.operator, { id, reason });
        else await disconnectConnection(stack.operator, { id: connectionId, reason });
        for (const limiter of limiters)
          await expect(limiter.acquire(call, never, "company")).rejects.toThrow(WorkStoppedError);
      },
    );

    it("still lets a person have a token of a paused connection tested", async () => {
      await pauseConnection(stack.operator, { id: connectionId, reason });
      const work = { kind: "check", id: await addCheck("manual") } as const;
      const limiter = startProcess().limiterOf({ connectionId, fingerprint: "f", work });
      const leave = await limiter.acquire("probe", never, "company");
      expect(leave).toBeTypeOf("function");
      leave();
    });
  });

  it("stops the calls of every process while Planhat throttles one", async () => {
    const holder = holderOf(stack.globex.connectionId, "throttled");
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
