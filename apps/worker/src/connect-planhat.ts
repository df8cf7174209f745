import type { BudgetHolder } from "@churned/db/budget";
import type { PlanhatClient, PlanhatHost, Send } from "@churned/planhat-client";
import { createPlanhatClient, createRetryBudget } from "@churned/planhat-client";
import type { Metrics } from "@churned/runtime";
import type { SharedLimiter } from "@churned/services/budget";
import type { WorkerContext } from "@churned/services/context";

/**
 * Makes Planhat clients, only for the hosts in the table. All calls of a connection, in every process, share one budget
 * of calls. A part of the budget is reserved for checks, so that Save stays quick during a sync.
 */
export function createPlanhatConnector(options: {
  readonly hosts: readonly PlanhatHost[];
  readonly metrics: Metrics;
  readonly describeToken: WorkerContext["describeToken"];
  readonly limiterOf: (holder: BudgetHolder) => SharedLimiter;
  readonly send: Send;
}): WorkerContext["connectPlanhat"] {
  const { hosts, metrics, describeToken, limiterOf, send } = options;
  const calls = metrics.histogram({
    name: "planhat_call_seconds",
    help: "Calls to Planhat by model and outcome.",
    labels: ["model", "outcome"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30],
  });
  // All connections of a host share one budget of retries, so that an outage does not multiply the calls to the host.
  const known = new Map(
    hosts.map((host) => [host.name, { ...host, retryBudget: createRetryBudget() }]),
  );
  return ({ host: name, token, connectionId, work, onRequest }): PlanhatClient => {
    const host = known.get(name);
    if (host === undefined) throw new Error(`There is no Planhat host named ${name}.`);
    // The sandbox may serve its API below a path. The evidence shows Planhat's own paths, which do not have this path
    // in front.
    const { pathname } = new URL(host.baseUrl);
    const below = pathname === "/" ? 0 : pathname.length;
    const { fingerprint } = describeToken(token);
    const limiter = limiterOf({ connectionId, fingerprint, work });
    return createPlanhatClient({
      baseUrl: host.baseUrl,
      token,
      send,
      limiter,
      retryBudget: host.retryBudget,
      // One quick retry. Later retries are stored in the row of the work, so that a waiting retry does not occupy a
      // handler.
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

/** Tells whether a host of the table answers. Sends no token. Any answer counts, also an error. */
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
      // Any failure means that the host did not answer.
      return false;
    }
  };
}
