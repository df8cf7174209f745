import { setTimeout as pause } from "node:timers/promises";

/** How long to wait, and for which condition. */
export type WaitOptions = {
  /** Completes "Waited N ms for …" in the error. */
  readonly what: string;
  /** Default: 10,000. */
  readonly timeoutMs?: number;
  /** Pause between two calls. Default: 20 ms. */
  readonly intervalMs?: number;
};

/**
 * Calls `look` until it returns a truthy value, and returns that value. An error of `look` counts as "not yet". After
 * `timeoutMs`, throws an error that names the condition and the last value; the last error of `look` is the cause.
 */
export async function waitFor<T>(
  look: () => T | Promise<T>,
  options: WaitOptions,
): Promise<Exclude<T, false | null | undefined | 0 | "">> {
  const timeoutMs = options.timeoutMs ?? 10_000;
  const startedAt = performance.now();
  let lastSeen: unknown;
  let cause: unknown;
  while (performance.now() - startedAt < timeoutMs) {
    try {
      const seen = await look();
      lastSeen = seen;
      cause = undefined;
      if (seen) return seen as Exclude<T, false | null | undefined | 0 | "">;
    } catch (error) {
      cause = error;
    }
    await pause(options.intervalMs ?? 20);
  }
  const seenText =
    cause === undefined ? `last seen: ${JSON.stringify(lastSeen)}` : describeError(cause);
  throw new Error(`Waited ${timeoutMs} ms for ${options.what}; ${seenText}`, { cause });
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error);
}
