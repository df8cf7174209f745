import { expect, test } from "vitest";
import { findScheduleFlaw, formatMinutes } from "./sync-schedule.ts";
import { freshWithinMinutes, fullEveryMinutes, incrementalEveryMinutes } from "./limits.ts";

const usual = { incrementalEveryMinutes, fullEveryMinutes, freshWithinMinutes };

test("the default schedule can be kept", () => {
  expect(findScheduleFlaw(usual)).toBeUndefined();
});

test("a promise that every sync would miss is refused, and a promise that is just long enough is accepted", () => {
  const hourly = { ...usual, incrementalEveryMinutes: 60 };
  expect(findScheduleFlaw({ ...hourly, freshWithinMinutes: 79 })).toEqual({
    kind: "promise_too_short",
    field: "freshWithinMinutes",
  });
  expect(findScheduleFlaw({ ...hourly, freshWithinMinutes: 80 })).toBeUndefined();
});

test("full passes more often than incremental ones are refused", () => {
  expect(findScheduleFlaw({ ...usual, fullEveryMinutes: 59 })?.kind).toBe("full_too_often");
  expect(findScheduleFlaw({ ...usual, fullEveryMinutes: 60 })).toBeUndefined();
});

test("minutes are written in the largest unit that is exact, in both languages", () => {
  expect([15, 60, 90, 180, 1_440, 10_080].map((minutes) => formatMinutes(minutes))).toEqual([
    "15 minutes",
    "1 hour",
    "90 minutes",
    "3 hours",
    "1 day",
    "7 days",
  ]);
  expect([15, 60, 1_440].map((minutes) => formatMinutes(minutes, "nl"))).toEqual([
    "15 minuten",
    "1 uur",
    "1 dag",
  ]);
});
