/** Writes times in words, relative to the given `now`. Pure functions; the clock is in time.tsx. */

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A span of time in words: "8 s", "41 min", "2 h 10 min", "3 days". */
export function formatSpan(ms: number): string {
  if (ms < minuteMs) return `${Math.max(1, Math.round(ms / secondMs))} s`;
  // Rounded first, so that 59.6 minutes do not become "60 min".
  const minutes = Math.round(ms / minuteMs);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 360 && minutes % 60 > 0) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(minutes / 60);
  if (hours < 24) return `${hours} h`;
  const days = Math.round(ms / dayMs);
  return days === 1 ? "1 day" : `${days} days`;
}

/** How long something took: "84 ms", "1.4 s", "5 min 35 s". */
export function formatDuration(ms: number): string {
  if (ms < secondMs) return `${Math.round(ms)} ms`;
  if (ms < 9.95 * secondMs) return `${(ms / secondMs).toFixed(1)} s`;
  const seconds = Math.round(ms / secondMs);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60)
    return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return formatSpan(ms);
}

/** "just now", "41 min ago", "in 3 h". Beyond a week, the date. */
export function formatRelative(at: Date, now: Date): string {
  const distance = at.getTime() - now.getTime();
  const span = Math.abs(distance);
  if (span < 45 * secondMs) return distance > 5 * secondMs ? "in a moment" : "just now";
  if (span > 7 * dayMs) return formatDay(at, now);
  return distance < 0 ? `${formatSpan(span)} ago` : `in ${formatSpan(span)}`;
}

/** "19 Nov", with the year if it is not the current year. */
export function formatDay(at: Date, now: Date): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    ...(at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }),
  }).format(at);
}

/** The clock time, with the day if it is not today. */
export function formatClock(at: Date, now: Date): string {
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(at);
  return at.toDateString() === now.toDateString() ? clock : `${formatDay(at, now)}, ${clock}`;
}

/** The full date and time, for a hover: "Monday 23 November 2026 at 14:41:07 CET". */
export function formatExact(at: Date): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" }).format(at);
}
