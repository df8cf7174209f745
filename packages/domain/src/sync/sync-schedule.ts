/** How often a connection is synced, and whether this schedule can keep the promise of fresh data. */
import type { Language } from "../shared/language.ts";
import { lateAfterShare } from "./limits.ts";

/** The limits of each number of a schedule, in minutes: 5 minutes to 30 days. */
export const scheduleMinutes = { min: 5, max: 43_200 } as const;

/** How often the changes of a connection and all its records are read, and how old its data may be. In minutes. */
export interface SyncSchedule {
  readonly incrementalEveryMinutes: number;
  readonly fullEveryMinutes: number;
  readonly freshWithinMinutes: number;
}

/** The problem of a schedule, and the field to change. */
export interface ScheduleFlaw {
  readonly kind: "full_too_often" | "promise_too_short";
  readonly field: keyof SyncSchedule;
}

/**
 * Why a schedule cannot work; undefined if it can. A full pass (all records) must not run more often than an
 * incremental pass (changes only). The warning about late data must not come before the next sync is due.
 */
export function findScheduleFlaw(schedule: SyncSchedule): ScheduleFlaw | undefined {
  const { incrementalEveryMinutes, fullEveryMinutes, freshWithinMinutes } = schedule;
  if (fullEveryMinutes < incrementalEveryMinutes)
    return { kind: "full_too_often", field: "fullEveryMinutes" };
  if (freshWithinMinutes * lateAfterShare < incrementalEveryMinutes)
    return { kind: "promise_too_short", field: "freshWithinMinutes" };
  return undefined;
}

/** The problem of a schedule in words. */
export const scheduleFlawWords: Readonly<Record<ScheduleFlaw["kind"], string>> = {
  full_too_often: "Everything cannot be read more often than what changed.",
  promise_too_short:
    "The promise needs at least a third more time than lies between two syncs; else it is late each time.",
};

const units = [
  { minutes: 24 * 60, en: ["day", "days"], nl: ["dag", "dagen"] },
  { minutes: 60, en: ["hour", "hours"], nl: ["uur", "uur"] },
  { minutes: 1, en: ["minute", "minutes"], nl: ["minuut", "minuten"] },
] as const;

/** Minutes in the largest unit that is exact, such as "15 minutes", "3 hours" or "1 day". */
export function formatMinutes(minutes: number, language: Language = "en"): string {
  const unit = units.find((one) => minutes % one.minutes === 0) ?? units[2];
  const count = minutes / unit.minutes;
  return `${count} ${unit[language][count === 1 ? 0 : 1]}`;
}

/** An interval in words, such as "every hour", "every 15 minutes" or "elk uur". */
export function formatEvery(minutes: number, language: Language = "en"): string {
  const span = formatMinutes(minutes, language);
  const one = span.startsWith("1 ") ? span.slice(2) : undefined;
  if (language === "en") return `every ${one ?? span}`;
  return one === "uur" ? "elk uur" : `elke ${one ?? span}`;
}
