/**
 * Shares the budget of calls of each connection among all checks and syncs of all processes. The budget's row in
 * PostgreSQL grants the calls. Each process takes a few calls at a time, so that it does not ask the row for each call.
 */
import type { BudgetHolder } from "@churned/db/budget";
import type { Database } from "@churned/db/client";
import { changeBudgets } from "@churned/db/budget";
import { asOperator } from "@churned/db/client";
import type { CallKind } from "@churned/domain/budget";
import type { Actor } from "@churned/domain/shared";
import { learnBudget, settleGrant, takeCalls, waitsOf } from "@churned/domain/budget";
import type { Limiter, RequestInfo } from "@churned/planhat-client";
import { createLimiter } from "@churned/planhat-client";
import type { Log } from "../context/context.ts";
import { asError } from "../context/context.ts";
import type { Grant } from "./budget-lease.ts";
import { BudgetLease } from "./budget-lease.ts";

/** Used and expired grants are reported to the budget's row at least this often. */
const settleEveryMs = 1_000;
/** If there are more leases than this, idle leases are removed from memory. */
const leasesMax = 5_000;

/** A limiter for the Planhat client. It shares its budget with the other processes. */
export interface SharedLimiter extends Limiter {
  /** Learns about the quota from the answer to a call. Pass this function to the client's `onRequest`. */
  learn(info: Pick<RequestInfo, "model" | "errorKind" | "rate" | "retryAfterMs">): void;
}

interface HeldLease extends BudgetHolder {
  readonly lease: BudgetLease;
}

const now = (): number => performance.now();

/** Makes the leases of this process on all budgets. `close` gives back every unused grant. */
export function shareBudget(options: {
  readonly db: Database;
  readonly actor: Actor;
  readonly log: Log;
}): { limiterOf: (holder: BudgetHolder) => SharedLimiter; close(): Promise<void> } {
  const { db, actor, log } = options;
  const leases = new Map<string, HeldLease>();
  /** Limits how many calls this process makes at the same time with one token of one connection. */
  const places = new Map<string, Limiter>();
  const asking = new Set<HeldLease>();
  let refilling: Promise<void> | undefined;

  function findPlaces({ connectionId, fingerprint }: BudgetHolder): Limiter {
    const key = `${connectionId} ${fingerprint}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const one = createLimiter({ maxCalls: Number.POSITIVE_INFINITY, reservedForProbes: 0 });
    places.set(key, one);
    return one;
  }

  /** Gives each piece of work its own lease, so that no other work uses its grants after the work is stopped. */
  function findLease({ connectionId, fingerprint, work }: BudgetHolder): HeldLease {
    const key = `${connectionId} ${fingerprint} ${work.kind} ${work.id}`;
    const known = leases.get(key);
    if (known !== undefined) return known;
    const one: HeldLease = {
      connectionId,
      fingerprint,
      work,
      lease: new BudgetLease(now, () => askSoon(one)),
    };
    leases.set(key, one);
    return one;
  }

  /**
   * Refills all leases that ask within this tick in one transaction. Leases that ask during this transaction are
   * refilled in the next transaction.
   */
  function askSoon(one: HeldLease): void {
    asking.add(one);
    refilling ??= (async () => {
      await Promise.resolve();
      while (asking.size > 0) {
        const ones = [...asking];
        asking.clear();
        await refillLeases(ones);
      }
      refilling = undefined;
    })();
  }

  async function refillLeases(ones: readonly HeldLease[], isLast = false): Promise<void> {
    const requests = ones.map((one) => ({ ...one, refill: one.lease.takeRefill(isLast) }));
    const answers: (() => void)[] = [];
    try {
      await asOperator(db, actor, (tx) =>
        changeBudgets(
          tx,
          requests,
          ({ fingerprint, lease, refill }, { state: before, now: rowNow, isStopped }) => {
            const { wanted, settled, lesson } = refill;
            let state = before;
            if (isStopped) answers.push(() => lease.stop());
            for (const grant of settled) {
              const agesMs = grant.startedAt.map((at) => now() - at);
              state = settleGrant(state, { id: grant.id, agesMs, now: rowNow });
            }
            if (lesson !== null) state = learnBudget(state, fingerprint, lesson, rowNow);
            for (const kind of ["probe", "page"] as const) {
              if (isStopped || wanted[kind] === 0) continue;
              const grantId = crypto.randomUUID();
              const ask = { id: grantId, fingerprint, kind, wanted: wanted[kind], now: rowNow };
              const taken = takeCalls(state, ask);
              state = taken.state;
              const grant: Grant = {
                id: grantId,
                calls: taken.granted,
                askedAt: now(),
                startedAt: [],
              };
              answers.push(() => lease.grant(kind, grant, taken.freeAt - rowNow));
            }
            const waits = Object.entries(waitsOf(state, fingerprint));
            const waitsMs = Object.fromEntries(waits.map(([model, at]) => [model, at - rowNow]));
            if (waits.length > 0) answers.unshift(() => lease.applyWaits(waitsMs));
            return state;
          },
        ),
      );
      for (const answer of answers) answer();
    } catch (error) {
      log.warn({ err: asError(error) }, "could not refill the leases on budgets of calls");
      for (const { lease } of requests) lease.fail(asError(error));
    }
  }

  /** Settles used and expired grants even if no call asks for more calls. */
  const timer = setInterval(() => {
    for (const [key, one] of leases) {
      if (!one.lease.isIdle) askSoon(one);
      else if (leases.size > leasesMax) leases.delete(key);
    }
    if (leases.size === 0) places.clear();
  }, settleEveryMs);
  timer.unref();

  return {
    limiterOf(holder) {
      let used: BudgetLease | undefined;
      return {
        async acquire(kind: CallKind, signal, model) {
          const one = findLease(holder);
          used = one.lease;
          const leave = await findPlaces(holder).acquire(kind, signal, model);
          try {
            await one.lease.draw(kind, model, signal);
          } catch (error) {
            leave();
            throw error;
          }
          return leave;
        },
        learn({ model, errorKind, rate, retryAfterMs }) {
          const isThrottled = errorKind === "throttled";
          if (!isThrottled && rate === null) return;
          used?.learn({
            throttled: isThrottled ? { [model]: retryAfterMs } : {},
            limit: rate?.limit ?? null,
            remaining: rate?.remaining ?? null,
            resetMs: rate?.resetMs ?? null,
          });
        },
      };
    },
    async close() {
      clearInterval(timer);
      await refilling;
      const open = [...leases.values()].filter(({ lease }) => !lease.isIdle);
      if (open.length > 0) await refillLeases(open, true);
    },
  };
}
