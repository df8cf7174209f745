/**
 * Shares each connection's budget of calls between all checks and syncs of every process. What is granted comes from
 * the budget's row in PostgreSQL; each process holds a purse of a few calls, so that the row is not asked for each.
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

/** Grants that are used up or old are accounted for at least this often. */
const settleEveryMs = 1_000;
/** Purses that are not in use are forgotten beyond this many. */
const leasesMax = 5_000;

/** The part of a client's limiter that this process shares with the others, and what it tells them. */
export interface SharedLimiter extends Limiter {
  /** Learns from the answer to a call that was let out; give it to the client's `onRequest`. */
  learn(info: Pick<RequestInfo, "model" | "errorKind" | "rate" | "retryAfterMs">): void;
}

interface Held extends BudgetHolder {
  readonly lease: BudgetLease;
}

const now = (): number => performance.now();

/** Makes the process's share of all budgets. `close` gives back what is left. */
export function shareBudget(options: {
  readonly db: Database;
  readonly actor: Actor;
  readonly log: Log;
}): { limiterOf: (holder: BudgetHolder) => SharedLimiter; close(): Promise<void> } {
  const { db, actor, log } = options;
  const held = new Map<string, Held>();
  /** Of each connection's token: at most so many calls at once, in this process. */
  const places = new Map<string, Limiter>();
  const asking = new Set<Held>();
  let looking: Promise<void> | undefined;

  function findPlaces({ connectionId, fingerprint }: BudgetHolder): Limiter {
    const key = `${connectionId} ${fingerprint}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const one = createLimiter({ maxCalls: Number.POSITIVE_INFINITY, reservedForProbes: 0 });
    places.set(key, one);
    return one;
  }

  /** Each piece of work has a purse of its own, so that nothing granted for another is used once it is stopped. */
  function openLease({ connectionId, fingerprint, work }: BudgetHolder): Held {
    const key = `${connectionId} ${fingerprint} ${work.kind} ${work.id}`;
    const known = held.get(key);
    if (known !== undefined) return known;
    const one: Held = {
      connectionId,
      fingerprint,
      work,
      lease: new BudgetLease(now, () => askSoon(one)),
    };
    held.set(key, one);
    return one;
  }

  /** Looks after everybody who is about to ask has, and at all together who asked during the look before. */
  function askSoon(one: Held): void {
    asking.add(one);
    looking ??= (async () => {
      await Promise.resolve();
      while (asking.size > 0) {
        const ones = [...asking];
        asking.clear();
        await refillLeases(ones);
      }
      looking = undefined;
    })();
  }

  async function refillLeases(ones: readonly Held[], isLast = false): Promise<void> {
    const asks = ones.map((one) => ({ ...one, refill: one.lease.takeRefill(isLast) }));
    const answers: (() => void)[] = [];
    try {
      await asOperator(db, actor, (tx) =>
        changeBudgets(
          tx,
          asks,
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
            if (waits.length > 0) answers.unshift(() => lease.hearWaits(waitsMs));
            return state;
          },
        ),
      );
      for (const answer of answers) answer();
    } catch (error) {
      log.warn({ err: asError(error) }, "a budget of calls could not be looked at");
      for (const { lease } of asks) lease.fail(asError(error));
    }
  }

  /** What is used up or old is accounted for, also where nobody asks for more. */
  const timer = setInterval(() => {
    for (const [key, one] of held) {
      if (!one.lease.isIdle) askSoon(one);
      else if (held.size > leasesMax) held.delete(key);
    }
    if (held.size === 0) places.clear();
  }, settleEveryMs);
  timer.unref();

  return {
    limiterOf(holder) {
      let used: BudgetLease | undefined;
      return {
        async acquire(kind: CallKind, signal, model) {
          const one = openLease(holder);
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
      await looking;
      const open = [...held.values()].filter(({ lease }) => !lease.isIdle);
      if (open.length > 0) await refillLeases(open, true);
    },
  };
}
