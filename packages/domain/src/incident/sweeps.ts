/** When the connections of an incident are checked: during the incident (in sweeps) and after it. */
import { goodSweepIntervalMs, sweepIntervalMaxMs, sweepIntervalMinMs } from "./limits.ts";

const minuteMs = 60_000;

/** The result of one sweep: how many of the checked connections failed, and how many got an answer. */
export interface SweepResult {
  readonly failing: number;
  readonly working: number;
}

/** The number of good sweeps in a row, including this sweep. A sweep without a result does not change the number. */
export function countGoodSweeps(before: number, { failing, working }: SweepResult): number {
  if (failing + working === 0) return before;
  return working > 0 && working >= failing ? before + 1 : 0;
}

/**
 * The delay to the next sweep: a fifth of the incident's age, but at least half a minute and at most half an hour. So
 * we notice the end of an incident within a fifth of its duration. After a good sweep, the next sweep follows after 15
 * seconds.
 */
export function delayToNextSweepMs(look: {
  readonly ageMs: number;
  readonly goodSweeps: number;
  readonly random: number;
}): number {
  if (look.goodSweeps > 0) return goodSweepIntervalMs;
  const fifthMs = Math.min(Math.max(look.ageMs / 5, sweepIntervalMinMs), sweepIntervalMaxMs);
  return Math.round(fifthMs * (0.9 + look.random / 5));
}

/**
 * After an incident closes, the checks of its connections are spread over this time: five checks a second, and at least
 * one minute in total.
 */
export function comeBackMs(connections: number): number {
  return Math.min(Math.max(connections * 200, minuteMs), 30 * minuteMs);
}
