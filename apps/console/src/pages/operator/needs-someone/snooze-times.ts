/** The choices for snoozing. Pure. A day begins at midnight in the reader's time zone. */

export interface SnoozeChoice {
  readonly key: "hour" | "tomorrow" | "week";
  readonly label: string;
  readonly until: Date;
}

const hourMs = 3_600_000;
const morningHour = 9;

export function snoozeChoices(now: Date): readonly SnoozeChoice[] {
  return [
    { key: "hour", label: "1 hour", until: new Date(now.getTime() + hourMs) },
    { key: "tomorrow", label: "Till tomorrow 9:00", until: morningIn(now, 1) },
    { key: "week", label: "A week", until: morningIn(now, 7) },
  ];
}

function morningIn(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, morningHour);
}
