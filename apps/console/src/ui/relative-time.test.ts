import { expect, test } from "vitest";
import { formatDuration, formatRelative, formatSpan } from "./relative-time.ts";

const now = new Date("2026-11-23T14:41:00Z");
const after = (ms: number) => formatRelative(new Date(now.getTime() + ms), now);
const minute = 60_000;
const hour = 60 * minute;

test("describes past and future times in the largest useful unit", () => {
  expect(after(-4_000)).toBe("just now");
  expect(after(-41 * minute)).toBe("41 min ago");
  expect(after(-(2 * hour + 10 * minute))).toBe("2 h 10 min ago");
  expect(after(3 * hour)).toBe("in 3 h");
  expect(after(20_000)).toBe("in a moment");
  expect(after(-30 * hour)).toBe("1 day ago");
});

test("shows the date beyond a week, with the year if it is not the current year", () => {
  expect(after(-10 * 24 * hour)).toBe("13 Nov");
  expect(after(-400 * 24 * hour)).toBe("19 Oct 2025");
});

test("never says 60 min or 24 h", () => {
  expect(formatSpan(59.7 * minute)).toBe("1 h");
  expect(formatSpan(23.99 * hour)).toBe("1 day");
});

test("shows a duration with a useful precision", () => {
  expect(formatDuration(84)).toBe("84 ms");
  expect(formatDuration(1_380)).toBe("1.4 s");
  expect(formatDuration(335_000)).toBe("5 min 35 s");
});
