/** Decides when calls without an answer are repeated. */
import { retriesOfFailedReads, retryDelayMaxMs, retryDelayMs } from "./limits.ts";
import { isUnanswered, isWorthRetrying } from "./problem.ts";

/**
 * The wait before the next attempt. The wait doubles with each failure. A random part makes it up to a quarter longer
 * or shorter.
 */
export function readAgainDelayMs(failures: number, random: () => number = Math.random): number {
  const delayMs = Math.min(retryDelayMs * 2 ** failures, retryDelayMaxMs);
  return delayMs * (0.75 + random() / 2);
}

/** Whether to repeat a read: without a limit while no answer comes, and a few times if the API failed. */
export function shouldReadAgain(failures: number, error: unknown): boolean {
  return isUnanswered(error) || (failures < retriesOfFailedReads && isWorthRetrying(error));
}

/**
 * Repeats a call until the API answers it, with success or an error. Only for idempotent calls. After `forMs` it throws
 * the last error. `onUnanswered` is called after each attempt without an answer.
 */
export async function untilAnswered<T>(
  work: () => Promise<T>,
  options: { readonly forMs: number; readonly onUnanswered: () => void },
): Promise<T> {
  const endsAt = Date.now() + options.forMs;
  for (let failures = 0; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      const delayMs = readAgainDelayMs(failures);
      if (!isUnanswered(error) || Date.now() + delayMs > endsAt) throw error;
      options.onUnanswered();
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}
