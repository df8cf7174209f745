/**
 * Kills the process where its main thread is stuck, for example in a loop without a pause. Then no signal handler and
 * no timer of the main thread runs, so SIGTERM would be ignored and `/livez` would be silent for ever.
 */
import inspector from "node:inspector";
import { Worker } from "node:worker_threads";

const beatMs = 1_000;

/**
 * Starts the watchdog in a thread of its own. It kills the process after `stuckMs` without a sign of life of the main
 * thread, and `stoppingMs` after the call of `stopping`. Both times are a second or two longer in fact. A process under
 * a debugger from its start has no watchdog, because a breakpoint stops the main thread.
 */
export function startWatchdog(options: {
  readonly name: string;
  readonly stuckMs: number;
  readonly stoppingMs: number;
}): { readonly stopping: () => void } {
  if (inspector.url() !== undefined) return { stopping: () => undefined };
  // The number of beats, 1 where the process is stopping, and a number that never changes, on which the thread sleeps.
  const shared = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  const thread = new Worker(new URL("./watchdog-thread.ts", import.meta.url), {
    workerData: {
      shared,
      name: options.name,
      stuckSeconds: Math.ceil(options.stuckMs / 1_000),
      stoppingMaxSeconds: Math.ceil(options.stoppingMs / 1_000),
    },
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
    execArgv: [],
  });
  thread.unref();
  setInterval(() => Atomics.add(shared, 0, 1), beatMs).unref();
  return { stopping: () => void Atomics.store(shared, 1, 1) };
}
