import { expect, test } from "vitest";
import { snoozeChoices } from "./snooze-times.ts";

test("offers an hour, tomorrow at nine, and nine o'clock in a week, even across the end of a month", () => {
  const until = snoozeChoices(new Date(2026, 10, 30, 23, 40)).map((choice) => choice.until);
  expect(until).toEqual([
    new Date(2026, 11, 1, 0, 40),
    new Date(2026, 11, 1, 9),
    new Date(2026, 11, 7, 9),
  ]);
});
