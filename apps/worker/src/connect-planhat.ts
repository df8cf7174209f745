import type { Limiter, PlanhatClient, PlanhatHost, RequestInfo } from "@churned/planhat-client";
import { createLimiter, createPlanhatClient, createRetryBudget } from "@churned/planhat-client";
import type { Metrics } from "@churned/runtime";
import { callsPerMinute, callsReservedForChecks } from "@churned/domain";
import { BudgetSpentError } from "@churned/services";

/** Budgets of connections that were not used for long are forgotten beyond this many. */
const limitersMax = 5_000;
/** How long a page waits for its turn within the budget. */
const pagePatienceMs = 1_000;
/** When a sync whose share is used up asks again: the share comes back call by call. */
const spentForMs = 3_000;

/**
 * Makes Planhat clients for hosts of the table, and for no others. The clients of one connection share one budget of
 * calls, of which a part is kept for tests, so that Save stays quick during a sync.
 */
export function createPlanhatConnector(hosts: readonly PlanhatHost[], metrics: Metrics) {
  const calls = metrics.histogram({
    name: "planhat_call_seconds",
    help: "Calls to Planhat by model and outcome.",
    labels: ["model", "outcome"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30],
  });
  const limiters = new Map<string, Limiter>();
  // One for all connections of a host: its outage must not be answered with their number times as many retries.
  const known = new Map(
    hosts.map((host) => [host.name, { ...host, retryBudget: createRetryBudget() }]),
  );

  function limiterOf(connectionId: string): Limiter {
    const limiter = limiters.get(connectionId) ?? makeLimiter();
    limiters.delete(connectionId);
    limiters.set(connectionId, limiter);
    const [oldest] = limiters.keys();
    if (limiters.size > limitersMax && oldest !== undefined) limiters.delete(oldest);
    return limiter;
  }

  return (target: {
    readonly host: string;
    readonly token: string;
    readonly connectionId: string;
    readonly onRequest?: (info: RequestInfo) => void;
  }): PlanhatClient => {
    const host = known.get(target.host);
    if (host === undefined) throw new Error(`There is no Planhat host named ${target.host}.`);
    // A stand-in may have its API below a path; Planhat's own log does not know of it.
    const { pathname } = new URL(host.baseUrl);
    const below = pathname === "/" ? 0 : pathname.length;
    return createPlanhatClient({
      baseUrl: host.baseUrl,
      token: target.token,
      limiter: limiterOf(target.connectionId),
      retryBudget: host.retryBudget,
      userAgent: "churned-planhat",
      onRequest: (info) => {
        const { model, errorKind, durationMs } = info;
        calls.observe({ model, outcome: errorKind ?? "ok" }, durationMs / 1000);
        target.onRequest?.({ ...info, path: info.path.slice(below) });
      },
    });
  };
}

/**
 * A connection's budget. A page waits for it only briefly: a sync whose share is used up gives its place to others
 * instead of sleeping in it.
 */
function makeLimiter(): Limiter {
  const limiter = createLimiter({
    maxCalls: callsPerMinute,
    reservedForProbes: callsReservedForChecks,
  });
  return {
    async acquire(kind, signal) {
      if (kind !== "page") return await limiter.acquire(kind, signal);
      const patience = AbortSignal.timeout(pagePatienceMs);
      try {
        return await limiter.acquire(kind, AbortSignal.any([signal, patience]));
      } catch (error) {
        if (patience.aborted && !signal.aborted) throw new BudgetSpentError(spentForMs);
        throw error;
      }
    },
  };
}
