import { setTimeout as pause } from "node:timers/promises";
import { retryDelayMs } from "@churned/domain/shared";
import type { IQueueBackend } from "bullmq";

const firstDelayMs = 500;
/** Short enough that syncs and mails go on within seconds after the queue is back. */
const longestDelayMs = 10_000;

/**
 * Makes a failed request for the next job take time: 250 to 500 ms at first, and up to ten seconds after many failures
 * in a row. BullMQ repeats such a request at once unless the connection was refused, so a server that refuses the
 * request would get the whole time of the process. An abort of `stopping` ends the wait.
 */
export function slowDownFailures<B extends IQueueBackend>(backend: B, stopping: AbortSignal): B {
  let failures = 0;
  function slowDown<Args extends unknown[], Result>(
    ask: (...args: Args) => Promise<Result>,
  ): (...args: Args) => Promise<Result> {
    return async (...args) => {
      try {
        const result = await ask(...args);
        failures = 0;
        return result;
      } catch (error) {
        failures += 1;
        const delayMs = retryDelayMs(failures, Math.random(), firstDelayMs, longestDelayMs);
        await pause(delayMs, undefined, { signal: stopping }).catch(() => undefined);
        throw error;
      }
    };
  }
  backend.moveToActive = slowDown(backend.moveToActive.bind(backend));
  backend.waitForJob = slowDown(backend.waitForJob.bind(backend));
  return backend;
}
