/** Names periods of time in the reader's time zone. Pure. */
import type { SeriesRange } from "@churned/domain/series";
import type { ChartPeriod } from "../../../ui/chart/chart-data.ts";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const weekday = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
});

const hourS = 3_600;
const dayS = 24 * hourS;

/** The allowed distances between two names on the axis of a range, in seconds. */
export const ticksOf: Readonly<Record<SeriesRange, readonly number[]>> = {
  hour: [600, 1_200],
  day: [3 * hourS, 6 * hourS, 12 * hourS],
  week: [dayS, 2 * dayS, 4 * dayS],
  month: [4 * dayS, 8 * dayS, 16 * dayS],
};

/** The name of a time on the axis. */
export function nameTick(range: SeriesRange, at: Date): string {
  return range === "hour" || range === "day" ? clock.format(at) : day.format(at);
}

/** A time with its day, such as "Mon 23 Nov, 14:00". */
export function nameTime(at: string): string {
  const time = new Date(at);
  return `${weekday.format(time)}, ${clock.format(time)}`;
}

/** A period with its name, such as "Mon 23 Nov, 14:00 to 15:00". A period that is not over has "so far". */
export function namePeriod(at: string, lengthMs: number, now: Date): ChartPeriod {
  const from = new Date(at);
  const to = new Date(from.getTime() + lengthMs);
  const end = from.toDateString() === to.toDateString() ? "" : `${weekday.format(to)}, `;
  const name = `${nameTime(at)} to ${end}${clock.format(to)}`;
  return { from, to, name: to > now ? `${name}, so far` : name };
}
