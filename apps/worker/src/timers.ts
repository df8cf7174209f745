/**
 * Work that runs at intervals. Every worker has all timers, and an advisory lock lets only one worker at a time run
 * them. So idle workers ask the database little, however many there are. Timers are no jobs, because jobs are lost when
 * the queue is emptied. See ADR 0020.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Clock, Database } from "@churned/db/client";
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
  countHeldDeletions,
  approveWaitingRequests,
  makeMissingEstimates,
  removeReleasedDeletes,
  sweepDueSyncs,
  warnOfLateData,
} from "@churned/services/sync";
import { findSeriesAgeMs, keepSeries } from "@churned/services/series";
import { bringBackDueTimes, reconcile } from "@churned/services/timers";
import { logAuditHead, removeOldHistory } from "@churned/services/history";
import { forgetOldEvidence, sweepDueConnections } from "@churned/services/check";
import { removeEndedSignIns } from "@churned/services/tenant";
import { destroyExpiredTokens, openDueProofs } from "@churned/services/token";
import type { Metrics } from "@churned/runtime";

/** How often a worker that does not run the timers tries to. */
const takeOverMs = 2_000;

interface Timer {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<number>;
}

/**
 * Starts the timers. `stop` resolves when no timer runs any more. The worker that runs the timers keeps a database
 * connection for the lock. This connection has a separate pool, because the work needs the connections of `ctx.db`. A
 * worker whose clock is wrong runs no timers.
 */
export function startTimers(
  ctx: WorkerContext,
  metrics: Metrics,
  signal: AbortSignal,
  openLock: (poolSize: number) => Database,
  isReached: (host: string) => Promise<boolean>,
  clock: Pick<Clock, "isRight">,
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
    collect: async (gauge) => gauge.set({}, await countHeldDeletions(ctx).catch(() => -1)),
  });
  metrics.gauge({
    name: "series_age_seconds",
    help: "Time since a worker last counted the series that the charts show; -1 where the database cannot be asked, or before the first time.",
    collect: async (gauge) => {
      const ageMs = await findSeriesAgeMs(ctx).catch(() => undefined);
      gauge.set({}, ageMs === undefined ? -1 : ageMs / 1000);
    },
  });
  async function watch(): Promise<number> {
    const step = await watchIncidents(ctx, isReached);
    for (const fault of step.opened) opened.add({ fault });
    return step.opened.length + step.closed.length;
  }
  let isRunning = false;
  metrics.gauge({
    name: "timers_running",
    help: "1 if this worker runs the timers. Only one worker does.",
    collect: (gauge) => gauge.set({}, isRunning ? 1 : 0),
  });
  const listTimers = (term: AbortSignal): readonly Timer[] => [
    { name: "sweep", everyMs: 1_000, run: () => sweepDueConnections(ctx) },
    { name: "reconcile", everyMs: 1_000, run: () => reconcile(ctx) },
    { name: "syncs", everyMs: 2_000, run: () => sweepDueSyncs(ctx) },
    { name: "approve", everyMs: 2_000, run: () => approveWaitingRequests(ctx) },
    { name: "release", everyMs: 2_000, run: () => removeReleasedDeletes(ctx) },
    { name: "freshness", everyMs: 60_000, run: () => warnOfLateData(ctx) },
    { name: "estimate", everyMs: 1_500, run: () => makeMissingEstimates(ctx, term) },
    { name: "incidents", everyMs: 2_000, run: watch },
    { name: "inconclusive", everyMs: 15_000, run: () => escalateInconclusive(ctx) },
    { name: "evidence", everyMs: 60_000, run: () => forgetOldEvidence(ctx) },
    { name: "history", everyMs: 60_000, run: () => removeOldHistory(ctx) },
    { name: "series", everyMs: 60_000, run: () => keepSeries(ctx) },
    { name: "audit", everyMs: 60 * 60_000, run: () => logAuditHead(ctx) },
    { name: "erase", everyMs: 2_000, run: () => eraseDisconnectedData(ctx, term) },
    { name: "proof", everyMs: 30_000, run: () => openDueProofs(ctx) },
    { name: "due times", everyMs: 60_000, run: () => bringBackDueTimes(ctx) },
    { name: "sign-ins", everyMs: 10 * 60_000, run: () => removeEndedSignIns(ctx) },
    { name: "retention", everyMs: 10 * 60_000, run: () => destroyExpiredTokens(ctx) },
  ];
  const locks = openLock(1);
  /** Runs all timers until the worker stops, has lost the lock, or has a wrong clock. */
  async function runTimers(lost: AbortSignal): Promise<void> {
    const wrongClock = new AbortController();
    const term = AbortSignal.any([signal, lost, wrongClock.signal]);
    const mayRun = (): boolean => {
      if (!clock.isRight()) wrongClock.abort();
      return !term.aborted;
    };
    isRunning = true;
    ctx.log.info({}, "this worker runs the timers");
    await Promise.all(listTimers(term).map((timer) => runForever(ctx, timer, term, mayRun)));
    isRunning = false;
    ctx.log.info(
      { isLockLost: lost.aborted, isClockWrong: wrongClock.signal.aborted },
      "this worker no longer runs the timers",
    );
  }
  const turns = takeTurns(ctx, signal, async () => {
    if (clock.isRight()) await tryExclusively(locks, "timers", runTimers);
  });
  return {
    async stop() {
      await turns;
      await locks.close();
    },
  };
}

async function takeTurns(
  ctx: WorkerContext,
  signal: AbortSignal,
  tryToRun: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await tryToRun();
    } catch (error) {
      if (!signal.aborted) ctx.log.error({ err: error }, "the lock of the timers failed");
    }
    // A random part of a quarter of the interval, so that workers that start together do not ask together.
    await waitUnless(signal, takeOverMs * (0.875 + ctx.random() / 4));
  }
}

async function runForever(
  ctx: WorkerContext,
  timer: Timer,
  term: AbortSignal,
  mayRun: () => boolean,
): Promise<void> {
  while (mayRun()) {
    try {
      const count = await timer.run();
      if (count > 0) ctx.log.info({ timer: timer.name, count }, "timer found work");
    } catch (error) {
      if (!term.aborted)
        ctx.log.error({ timer: timer.name, err: error }, "a timer failed; it runs again");
    }
    await waitUnless(term, timer.everyMs);
  }
}

/** An abort ends the wait. */
const waitUnless = async (signal: AbortSignal, ms: number): Promise<void> =>
  await pause(ms, undefined, { signal }).catch(() => undefined);
