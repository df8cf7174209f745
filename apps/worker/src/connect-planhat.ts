import type { BudgetHolder } from "@churned/db/budget";
import type { PlanhatClient, PlanhatHost } from "@churned/planhat-client";
import { createPlanhatClient, createRetryBudget } from "@churned/planhat-client";
import type { Metrics } from "@churned/runtime";
import type { SharedLimiter } from "@churned/services/budget";
import type { WorkerContext } from "@churned/services/context";

/**
 * Makes Planhat clients for hosts of the table, and for no others. All calls of a connection, in every process, come
 * out of one budget, of which a part is kept for tests, so that Save stays quick during a sync.
 */
export function createPlanhatConnector(options: {
  readonly hosts: readonly PlanhatHost[];
  readonly metrics: Metrics;
  readonly describeToken: WorkerContext["describeToken"];
  readonly limiterOf: (holder: BudgetHolder) => SharedLimiter;
}): WorkerContext["connectPlanhat"] {
  const { hosts, metrics, describeToken, limiterOf } = options;
  const calls = metrics.histogram({
    name: "planhat_call_seconds",
    help: "Calls to Planhat by model and outcome.",
    labels: ["model", "outcome"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30],
  });
  // One for all connections of a host: its outage must not be answered with their number times as many retries.
  const known = new Map(
    hosts.map((host) => [host.name, { ...host, retryBudget: createRetryBudget() }]),
  );
  return ({ host: name, token, connectionId, work, onRequest }): PlanhatClient => {
    const host = known.get(name);
    if (host === undefined) throw new Error(`There is no Planhat host named ${name}.`);
    // A stand-in may have its API below a path; Planhat's own log does not know of it.
    const { pathname } = new URL(host.baseUrl);
    const below = pathname === "/" ? 0 : pathname.length;
    const { fingerprint } = describeToken(token);
    const limiter = limiterOf({ connectionId, fingerprint, work });
    return createPlanhatClient({
      baseUrl: host.baseUrl,
      token,
      limiter,
      retryBudget: host.retryBudget,
      // What fails at once is tried once more; all else is tried again by the rows, where it keeps no place from others.
      retries: 1,
      userAgent: "churned-planhat",
      onRequest: (info) => {
        const { model, errorKind, durationMs } = info;
        calls.observe({ model, outcome: errorKind ?? "ok" }, durationMs / 1000);
        limiter.learn(info);
        onRequest?.({ ...info, path: info.path.slice(below) });
      },
    });
  };
}

const reachTimeoutMs = 3_000;

/** Tells whether a host of the table answers anything at all. Called without a token: what it says does not matter. */
export function createReach(hosts: readonly PlanhatHost[]): (host: string) => Promise<boolean> {
  const urls = new Map(hosts.map(({ name, baseUrl }) => [name, baseUrl]));
  return async (host) => {
    try {
      await fetch(urls.get(host) ?? "", {
        method: "HEAD",
        redirect: "manual",
        signal: AbortSignal.timeout(reachTimeoutMs),
      });
      return true;
    } catch {
      // Whatever kept it from answering is what is asked about.
      return false;
    }
  };
}
