import { queueNames } from "@churned/queue";
import type { ApiDeps } from "../deps.ts";

/** Gauges that are read at each scrape: the clock, open event streams and the hints in the queues. */
export function addGauges(
  { metrics, hints, clock }: Pick<ApiDeps, "metrics" | "hints" | "clock">,
  countClients: () => number,
): void {
  metrics.gauge({
    name: "clock_ahead_seconds",
    help: "How far the machine's clock is ahead of PostgreSQL's clock.",
    collect: (gauge) => gauge.set({}, clock.aheadMs() / 1_000),
  });
  metrics.gauge({
    name: "event_stream_clients",
    help: "Event streams that are open.",
    collect: (gauge) => gauge.set({}, countClients()),
  });
  const count = () => hints.counts().catch(() => undefined);
  metrics.gauge({
    name: "queue_jobs",
    help: "Hints in a queue, by what they wait for; -1 where the queue cannot be reached.",
    labels: ["queue", "state"],
    collect: async (gauge) => {
      const counts = await count();
      for (const queue of queueNames)
        for (const state of ["waiting", "active", "delayed"] as const)
          gauge.set({ queue, state }, counts?.[queue][state] ?? -1);
    },
  });
  metrics.gauge({
    name: "queue_oldest_age_seconds",
    help: "How long the next hint in line has been due; -1 where the queue cannot be reached.",
    labels: ["queue"],
    collect: async (gauge) => {
      const counts = await count();
      for (const queue of queueNames)
        gauge.set({ queue }, counts === undefined ? -1 : counts[queue].oldestAgeMs / 1000);
    },
  });
}
