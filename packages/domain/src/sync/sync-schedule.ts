/** How often a connection is synced, and whether its promise of fresh data can be kept with that schedule. */
import type { Language } from "../shared/language.ts";

/** The bounds of every number of a schedule, in minutes: 5 minutes to 30 days. */
export const scheduleMinutes = { min: 5, max: 43_200 } as const;

/** How often a connection is synced, and how old its data may be; in minutes. */
export interface SyncSchedule {
  readonly incrementalEveryMinutes: number;
  readonly fullEveryMinutes: number;
  readonly freshWithinMinutes: number;
}

/** What is wrong with a schedule, and the field to change. */
export interface ScheduleFlaw {
  readonly kind: "full_too_often" | "promise_too_short";
  readonly field: keyof SyncSchedule;
}

/**
 * Why a schedule cannot be kept; undefined if it can. A full pass must not be more frequent than an incremental one,
 * and the warning about late data must not come before the next sync is due.
 */
export function findScheduleFlaw(schedule: SyncSchedule): ScheduleFlaw | undefined {
  const { incrementalEveryMinutes, fullEveryMinutes, freshWithinMinutes } = schedule;
  if (fullEveryMinutes < incrementalEveryMinutes)
    return { kind: "full_too_often", field: "fullEveryMinutes" };
  if (freshWithinMinutes * lateAfterShare < incrementalEveryMinutes)
    return { kind: "promise_too_short", field: "freshWithinMinutes" };
  return undefined;
}

/** A flaw in words. */
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

/** "15 minutes", "3 hours", "1 day": in the largest unit that is exact. */
export function spellMinutes(minutes: number, language: Language = "en"): string {
  const unit = units.find((one) => minutes % one.minutes === 0) ?? units[2];
  const count = minutes / unit.minutes;
  return `${count} ${unit[language][count === 1 ? 0 : 1]}`;
}

/** "every hour", "every 15 minutes", "elk uur". */
export function spellEvery(minutes: number, language: Language = "en"): string {
  const span = spellMinutes(minutes, language);
  const one = span.startsWith("1 ") ? span.slice(2) : undefined;
  if (language === "en") return `every ${one ?? span}`;
  return one === "uur" ? "elk uur" : `elke ${one ?? span}`;
}

/** How often the changes of a connection are read, by default. */
export const incrementalEveryMinutes = 60;

/** How often all records of a connection are read, by default. Only such a full pass finds deletes. */
export const fullEveryMinutes = 24 * 60;

/** The promise: a connection's data is never older than this, by default. */
export const freshWithinMinutes = 3 * 60;

/** After this share of the promised time, operators are told that the promise is at risk. */
export const lateAfterShare = 0.75;
