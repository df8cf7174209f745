/** A schedule that an operator edits: numbers as text, each with its unit. Pure. */
import {
  findScheduleFlaw,
  scheduleFlawWords,
  scheduleMinutes,
  formatMinutes,
} from "@churned/domain/sync";
import type { Schedule } from "../../../api/types.ts";

export const units = { minutes: 1, hours: 60, days: 24 * 60 } as const;
export type Unit = keyof typeof units;

/** One number as text, with its unit. */
export interface Typed {
  readonly amount: string;
  readonly unit: Unit;
}
export type ScheduleField = keyof Schedule;
export type ScheduleDraft = Readonly<Record<ScheduleField, Typed>>;

export const presets = {
  Quick: { incrementalEveryMinutes: 15, fullEveryMinutes: 1_440, freshWithinMinutes: 60 },
  Usual: { incrementalEveryMinutes: 60, fullEveryMinutes: 1_440, freshWithinMinutes: 180 },
  Calm: { incrementalEveryMinutes: 360, fullEveryMinutes: 10_080, freshWithinMinutes: 720 },
} as const satisfies Record<string, Schedule>;
export type Preset = keyof typeof presets;

function typeMinutes(minutes: number): Typed {
  const unit =
    minutes % units.days === 0 ? "days" : minutes % units.hours === 0 ? "hours" : "minutes";
  return { amount: String(minutes / units[unit]), unit };
}

export function draftOf(schedule: Schedule): ScheduleDraft {
  return {
    incrementalEveryMinutes: typeMinutes(schedule.incrementalEveryMinutes),
    fullEveryMinutes: typeMinutes(schedule.fullEveryMinutes),
    freshWithinMinutes: typeMinutes(schedule.freshWithinMinutes),
  };
}

/** The preset that equals a schedule; undefined if no preset does. */
export function presetOf(schedule: Schedule | undefined): Preset | undefined {
  if (schedule === undefined) return undefined;
  return (Object.keys(presets) as Preset[]).find((name) => isSameSchedule(presets[name], schedule));
}

export function isSameSchedule(one: Schedule, other: Schedule): boolean {
  return (
    one.incrementalEveryMinutes === other.incrementalEveryMinutes &&
    one.fullEveryMinutes === other.fullEveryMinutes &&
    one.freshWithinMinutes === other.freshWithinMinutes
  );
}

/** The schedule of a draft, or the errors of its fields. */
export function readDraft(
  draft: ScheduleDraft,
):
  | { readonly schedule: Schedule }
  | { readonly schedule?: undefined; readonly field: ScheduleField; readonly problem: string } {
  const schedule = { incrementalEveryMinutes: 0, fullEveryMinutes: 0, freshWithinMinutes: 0 };
  for (const field of Object.keys(schedule) as ScheduleField[]) {
    const minutes = Number(draft[field].amount.replace(",", ".")) * units[draft[field].unit];
    const isWhole = Number.isInteger(minutes) && draft[field].amount.trim() !== "";
    if (!isWhole || minutes < scheduleMinutes.min || minutes > scheduleMinutes.max)
      return {
        field,
        problem: `Anything from ${formatMinutes(scheduleMinutes.min)} to ${formatMinutes(scheduleMinutes.max)}.`,
      };
    schedule[field] = minutes;
  }
  const flaw = findScheduleFlaw(schedule);
  return flaw === undefined
    ? { schedule }
    : { field: flaw.field, problem: scheduleFlawWords[flaw.kind] };
}

/** How often a schedule syncs: "Syncs of changes: 24 a day; of everything: 1 a day." */
export function tellADay(schedule: Schedule): string {
  return `Syncs of changes: ${tellRate(schedule.incrementalEveryMinutes)}; of everything: ${tellRate(schedule.fullEveryMinutes)}.`;
}

function tellRate(everyMinutes: number): string {
  const aDay = units.days / everyMinutes;
  return aDay >= 1 ? `${Number(aDay.toFixed(1))} a day` : `one in ${formatMinutes(everyMinutes)}`;
}
