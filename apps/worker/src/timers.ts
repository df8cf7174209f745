/**
 * Work that runs at intervals. Every worker has all timers. An advisory lock for each timer lets only one worker at a
 * time run it. Timers are no jobs, because jobs are lost when the queue is emptied.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "@churned/db/client";
import { tryExclusively } from "@churned/db/client";
import { incidentFaults } from "@churned/domain/incident";
import type { WorkerContext } from "@churned/services/context";
import { eraseDisconnectedData } from "@churned/services/connection";
import {
  countOpenIncidents,
  escalateInconclusive,
  watchIncidents,
} from "@churned/services/incident";
import {
  countHeldDeletes,
  approveWaitingRequests,
  makeMissingEstimates,
  removeReleasedDeletes,
  sweepDueSyncs,
  warnOfLateData,
} from "@churned/services/sync";
import { reconcile } from "@churned/services/timers";
import { removeOldHistory } from "@churned/services/history";
import { forgetOldEvidence, sweepDueConnections } from "@churned/services/check";
import { destroyExpiredTokens, openDueProofs } from "@churned/services/token";
import type { Metrics } from "@churned/runtime";

interface Timer {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<number>;
}

/**
 * Starts the timers. `stop` resolves when no timer runs any more. A running timer keeps a database connection for its
 * lock. Locks have a separate pool, because the work under a lock also needs a connection and must not wait for the
 * connections of other locks.
 */
export function startTimers(
  ctx: WorkerContext,
  metrics: Metrics,
  signal: AbortSignal,
  openLocks: (poolSize: number) => Database,
  isReached: (host: string) => Promise<boolean>,
): { stop(): Promise<void> } {
  const opened = metrics.counter({
    name: "incidents_opened_total",
    help: "Incidents that began, by whose fault they were.",
    labels: ["fault"],
  });
  metrics.gauge({
    name: "incidents_open",
    help: "Incidents that are open, by whose fault they are; -1 where the database cannot be asked.",
    labels: ["fault"],
    collect: async (gauge) => {
      const counts = await countOpenIncidents(ctx).catch(() => undefined);
      for (const fault of incidentFaults) gauge.set({ fault }, counts?.[fault] ?? -1);
    },
  });
  metrics.gauge({
    name: "held_deletes_waiting",
    help: "Questions about missing records that wait for an operator; -1 where the database cannot be asked.",
    collect: async (gauge) => gauge.set({}, await countHeldDeletes(ctx).catch(() => -1)),
  });
  async function watch(): Promise<number> {
    const step = await watchIncidents(ctx, isReached);
    for (const fault of step.opened) opened.add({ fault });
    return step.opened.length + step.closed.length;
  }
  const timers: readonly Timer[] = [
    { name: "sweep", everyMs: 1_000, run: () => sweepDueConnections(ctx) },
    { name: "reconcile", everyMs: 1_000, run: () => reconcile(ctx) },
    { name: "syncs", everyMs: 2_000, run: () => sweepDueSyncs(ctx) },
    { name: "approve", everyMs: 2_000, run: () => approveWaitingRequests(ctx) },
    { name: "release", everyMs: 2_000, run: () => removeReleasedDeletes(ctx) },
    { name: "freshness", everyMs: 60_000, run: () => warnOfLateData(ctx) },
    { name: "estimate", everyMs: 1_500, run: () => makeMissingEstimates(ctx, signal) },
    { name: "incidents", everyMs: 2_000, run: watch },
    { name: "inconclusive", everyMs: 15_000, run: () => escalateInconclusive(ctx) },
    { name: "evidence", everyMs: 60_000, run: () => forgetOldEvidence(ctx) },
    { name: "history", everyMs: 60_000, run: () => removeOldHistory(ctx) },
    { name: "erase", everyMs: 2_000, run: () => eraseDisconnectedData(ctx, signal) },
    { name: "proof", everyMs: 30_000, run: () => openDueProofs(ctx) },
    { name: "retention", everyMs: 10 * 60_000, run: () => destroyExpiredTokens(ctx) },
  ];
  const locks = openLocks(timers.length);
  const loops = timers.map((timer) => runForever(ctx, locks, timer, signal));
  return {
    async stop() {
      await Promise.all(loops);
      await locks.close();
    },
  };
}

async function runForever(
  ctx: WorkerContext,
  locks: Database,
  timer: Timer,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await tryExclusively(locks, `timer/${timer.name}`, async () => {
        const count = await timer.run();
        if (count > 0) ctx.log.info({ timer: timer.name, count }, "timer found work");
      });
    } catch (error) {
      if (!signal.aborted)
        ctx.log.error({ timer: timer.name, err: error }, "a timer failed; it runs again");
    }
    // A random part of a quarter of the interval, so that workers that start together do not run their timers
    // together.
    const waitMs = timer.everyMs * (0.875 + ctx.random() / 4);
    // An abort ends the wait and then the loop.
    await pause(waitMs, undefined, { signal }).catch(() => undefined);
  }
}
