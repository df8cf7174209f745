import { type Hints, queueNames } from "@churned/queue";
import type { Metrics } from "@churned/runtime";

/** Numbers that are read when they are asked for: open event streams and what the queues hold. */
export function addGauges(metrics: Metrics, hints: Hints, countClients: () => number): void {
  metrics.gauge({
    name: "event_stream_clients",
    help: "Event streams that are open.",
    collect: (gauge) => gauge.set({}, countClients()),
  });
  const jobs = metrics.gauge({
    name: "queue_jobs",
    help: "Hints in a queue, by what they wait for.",
    labels: ["queue", "state"],
  });
  metrics.gauge({
    name: "queue_oldest_age_seconds",
    help: "How long the next hint in line has been due; -1 where the queue cannot be reached.",
    labels: ["queue"],
    collect: async (ages) => {
      const counts = await hints.counts().catch(() => undefined);
      for (const queue of queueNames) {
        const held = counts?.[queue];
        ages.set({ queue }, held === undefined ? -1 : held.oldestAgeMs / 1000);
        for (const state of ["waiting", "active", "delayed"] as const)
          if (held !== undefined) jobs.set({ queue, state }, held[state]);
      }
    },
  });
}
