/** When a call that was not answered is tried again. */
import { isUnanswered, isWorthRetrying } from "./problem.ts";

const firstDelayMs = 1_000;
/** Short, so that a page is back within seconds of the API; the random part keeps all pages from coming at once. */
const longestDelayMs = 5_000;
const failuresTold = 3;

/** The wait after so many failures before this one; a quarter of it, either way, is chance. */
export function readAgainDelayMs(failures: number, random: () => number = Math.random): number {
  const delayMs = Math.min(firstDelayMs * 2 ** failures, longestDelayMs);
  return delayMs * (0.75 + random() / 2);
}

/** Whether a read is tried again: without end while nobody answers, a few times where the API itself failed. */
export function shouldReadAgain(failures: number, error: unknown): boolean {
  return isUnanswered(error) || (failures < failuresTold && isWorthRetrying(error));
}

/**
 * Makes a call until the API answers it, whatever it says. Only for calls that may be made twice. After `forMs` it
 * throws what the last one threw. `onUnanswered` is told at each that was not answered.
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
