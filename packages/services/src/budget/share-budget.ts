/**
 * Shares each connection's budget of calls between all checks and syncs of every process. What is granted comes from
 * the budget's row in PostgreSQL; each process holds a purse of a few calls, so that the row is not asked for each.
 */
import type { Database } from "@churned/db";
import { asOperator, changeBudgets, findBudgetId } from "@churned/db";
import type { Actor, CallKind } from "@churned/domain";
import { learnBudget, settleGrant, takeCalls } from "@churned/domain";
import type { Limiter, RequestInfo } from "@churned/planhat-client";
import { createLimiter } from "@churned/planhat-client";
import type { Log } from "../context.ts";
import { asError } from "../context.ts";
import type { Grant } from "./purse.ts";
import { Purse } from "./purse.ts";

/** Grants that are used up or old are accounted for at least this often. */
const settleEveryMs = 1_000;
/** Purses that are not in use are forgotten beyond this many. */
const pursesMax = 5_000;
/** A connection whose token got a fingerprint that another has is found after this. */
const idKnownForMs = 60_000;

/** Whose calls they are. */
export interface BudgetHolder {
  readonly connectionId: string;
  /** Of the token: connections with the same one share a budget. */
  readonly fingerprint: string;
}

/** The part of a client's limiter that this process shares with the others, and what it tells them. */
export interface SharedLimiter extends Limiter {
  /** Learns from the answer to a call that was let out; give it to the client's `onRequest`. */
  learn(info: Pick<RequestInfo, "errorKind" | "rate" | "retryAfterMs">): void;
}

interface Held {
  readonly purse: Purse;
  /** At most so many at once, in this process. */
  readonly places: Limiter;
  /** Asking the row: once at a time. */
  asking: Promise<void> | undefined;
  asksAgain: boolean;
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
  const ids = new Map<string, { id: Promise<string>; until: number }>();

  function findId({ connectionId, fingerprint }: BudgetHolder): Promise<string> {
    const key = `${connectionId} ${fingerprint}`;
    const known = ids.get(key);
    if (known !== undefined && known.until > now()) return known.id;
    const id = asOperator(db, actor, (tx) => findBudgetId(tx, connectionId, fingerprint));
    id.catch(() => ids.delete(key));
    ids.delete(key);
    ids.set(key, { id, until: now() + idKnownForMs });
    const [oldest] = ids.keys();
    if (ids.size > pursesMax && oldest !== undefined) ids.delete(oldest);
    return id;
  }

  function holdPurse(id: string): Held {
    const known = held.get(id);
    if (known !== undefined) return known;
    const one: Held = {
      purse: new Purse(now, () => askSoon(id, one)),
      places: createLimiter({ maxCalls: Number.POSITIVE_INFINITY, reservedForProbes: 0 }),
      asking: undefined,
      asksAgain: false,
    };
    held.set(id, one);
    return one;
  }

  /** Asks after everybody who is about to ask has: a check's probes are one question. */
  function askSoon(id: string, one: Held): void {
    one.asksAgain = true;
    one.asking ??= (async () => {
      await Promise.resolve();
      while (one.asksAgain) {
        one.asksAgain = false;
        await lookAtRows([[id, one]]);
      }
      one.asking = undefined;
    })();
  }

  async function lookAtRows(entries: [string, Held][], isLast = false): Promise<void> {
    const asks = new Map(entries.map(([id, { purse }]) => [id, purse.takeRefill(isLast)]));
    const purses = new Map(entries);
    const answers: (() => void)[] = [];
    try {
      await asOperator(db, actor, (tx) =>
        changeBudgets(tx, [...asks.keys()], (id, before, rowNow) => {
          const { wanted, settled, lesson } = asks.get(id) ?? emptyRefill;
          let state = before;
          for (const grant of settled) {
            const agesMs = grant.startedAt.map((at) => now() - at);
            state = settleGrant(state, { id: grant.id, agesMs, now: rowNow });
          }
          if (lesson !== null) state = learnBudget(state, lesson, rowNow);
          for (const kind of ["probe", "page"] as const) {
            if (wanted[kind] === 0) continue;
            const grantId = crypto.randomUUID();
            const ask = { id: grantId, kind, wanted: wanted[kind], now: rowNow };
            const taken = takeCalls(state, ask);
            state = taken.state;
            const grant: Grant = {
              id: grantId,
              calls: taken.granted,
              askedAt: now(),
              startedAt: [],
            };
            const wait = {
              ms: taken.freeAt - rowNow,
              isThrottled: state.blockedUntil > rowNow,
            };
            answers.push(() => purses.get(id)?.purse.grant(kind, grant, wait));
          }
          return state;
        }),
      );
      for (const answer of answers) answer();
    } catch (error) {
      log.warn({ err: asError(error) }, "a budget of calls could not be looked at");
      for (const [, { purse }] of entries) purse.fail(asError(error));
    }
  }

  /** What is used up or old is accounted for, also where nobody asks for more. */
  const timer = setInterval(() => {
    const due = [...held].filter(([, { purse, asking }]) => !purse.isIdle && asking === undefined);
    if (due.length > 0) void lookAtRows(due);
    for (const [id, { purse, asking }] of held) {
      if (held.size <= pursesMax) break;
      if (purse.isIdle && asking === undefined) held.delete(id);
    }
  }, settleEveryMs);
  timer.unref();

  return {
    limiterOf(holder) {
      let used: Purse | undefined;
      return {
        async acquire(kind: CallKind, signal) {
          const one = holdPurse(await findId(holder));
          used = one.purse;
          const leave = await one.places.acquire(kind, signal);
          try {
            await one.purse.draw(kind, signal);
          } catch (error) {
            leave();
            throw error;
          }
          return leave;
        },
        learn({ errorKind, rate, retryAfterMs }) {
          const isThrottled = errorKind === "throttled";
          if (!isThrottled && rate === null) return;
          used?.learn({
            isThrottled,
            retryAfterMs,
            limit: rate?.limit ?? null,
            remaining: rate?.remaining ?? null,
            resetMs: rate?.resetMs ?? null,
          });
        },
      };
    },
    async close() {
      clearInterval(timer);
      for (const { asking } of held.values()) await asking;
      const open = [...held].filter(([, { purse }]) => !purse.isIdle);
      if (open.length > 0) await lookAtRows(open, true);
    },
  };
}

const emptyRefill = { wanted: { probe: 0, page: 0 }, settled: [], lesson: null } as const;
