/**
 * Each process has one coordinator, which decides how the process ends.
 *
 *   running  --SIGTERM, SIGINT, start()-->  stopping: steps in order, each once  -->  exit 0 (1 if a step failed)
 *   stopping --deadline-->  exit 1          stopping --second signal-->  exit 1 at once
 *   any      --main thread stuck-->  killed by the watchdog
 *   any      --uncaught exception or rejection-->  log, exit 1 at once: the state is unknown, so no step runs
 */
import type { Logger } from "./logger.ts";
import { startWatchdog } from "./watchdog.ts";

export type Shutdown = {
  /**
   * Adds a step. Steps run in the order of the calls: stop accepting, finish running work, close workers, close pools.
   */
  addStep: (name: string, run: () => Promise<void> | void) => void;
  /** Begins to stop. Later calls do nothing. The process exits when the steps are done. */
  start: (reason: string) => void;
  /** True from the first reason to stop. From then on, `/readyz` answers 503. */
  isStopping: () => boolean;
  /** Aborted when the process begins to stop. */
  signal: AbortSignal;
};

/**
 * A main thread that is stuck for this time is stuck for ever. Our longest work without a pause takes under a second.
 */
const defaultStuckMs = 15_000;

/** Handles the process's signals and fatal errors. Call this once, as the first thing in `main`. */
export function createShutdown(options: {
  name: string;
  log: Logger;
  deadlineMs: number;
  /** The watchdog kills the process if its main thread is stuck for this time; 15 seconds if absent. */
  stuckMs?: number;
}): Shutdown {
  const { name, log, deadlineMs, stuckMs = defaultStuckMs } = options;
  const watchdog = startWatchdog({ name, stuckMs, stoppingMs: deadlineMs });
  const steps: { name: string; run: () => Promise<void> | void }[] = [];
  const stopping = new AbortController();

  const start = (reason: string): void => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    watchdog.stopping();
    log.info({ reason, deadlineMs }, "stopping");
    const deadline = setTimeout(() => {
      log.error({ deadlineMs }, "did not stop in time");
      process.exit(1);
    }, deadlineMs);
    void runThenExit(deadline);
  };
  const runThenExit = async (deadline: NodeJS.Timeout): Promise<void> => {
    const failed = await runSteps(log, steps);
    clearTimeout(deadline);
    log.info({ failed }, "stopped");
    process.exit(failed === 0 ? 0 : 1);
  };

  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping.signal.aborted) {
      log.warn({ signal }, "second signal, leaving at once");
      process.exit(1);
    }
    start(signal);
  };
  const onFatal =
    (kind: string) =>
    (error: unknown): void => {
      log.error({ error }, kind);
      process.exit(1);
    };

  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  process.on("uncaughtException", onFatal("uncaught exception"));
  process.on("unhandledRejection", onFatal("unhandled rejection"));

  return {
    addStep: (step, run) => {
      steps.push({ name: step, run });
    },
    start,
    isStopping: () => stopping.signal.aborted,
    signal: stopping.signal,
  };
}

/** Runs every step, also after a failed step: a queue that does not close must not leave a database connection open. */
async function runSteps(
  log: Logger,
  steps: readonly { name: string; run: () => Promise<void> | void }[],
): Promise<number> {
  let failed = 0;
  for (const step of steps) {
    try {
      await step.run();
    } catch (error) {
      failed += 1;
      log.error({ step: step.name, error }, "a step of stopping failed");
    }
  }
  return failed;
}

/**
 * Stops the process when its parent process is gone, also after `kill -9`, so that no orphan remains. The end of the
 * IPC channel shows that the parent is gone; without an IPC channel, the end of stdin shows it. For processes with
 * `EXIT_WITH_PARENT=true`.
 */
export function exitWithParent(shutdown: Shutdown): void {
  const onGone = (): void => shutdown.start("parent is gone");
  if (process.send === undefined && process.connected === undefined) {
    process.stdin.once("end", onGone).once("error", onGone).resume();
    return;
  }
  process.once("disconnect", onGone);
  // The parent may have died before this line.
  if (!process.connected) onGone();
}
