/**
 * The delay before retry number `attempt` (from 1) of failed work. It is exponential backoff with equal jitter: uniform
 * between half of min(cap, base·2^(n-1)) and all of it. The delay is never near 0, so a system in an outage gets a
 * pause, and a limit on the number of attempts also guarantees a minimum time.
 */
export function retryDelayMs(
  attempt: number,
  random: number,
  baseMs = 2_000,
  capMs = 10 * 60_000,
): number {
  return Math.round(Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 20)) * (0.5 + random / 2));
}
