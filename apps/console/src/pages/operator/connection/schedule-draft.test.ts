import { findScheduleFlaw } from "@churned/domain/sync";
import { expect, test } from "vitest";
import { draftOf, presetOf, presets, readDraft, tellADay } from "./schedule-draft.ts";

const usual = draftOf(presets.Usual);

test("every preset is valid, and returns from the form unchanged", () => {
  for (const preset of Object.values(presets)) {
    expect(findScheduleFlaw(preset)).toBeUndefined();
    expect(readDraft(draftOf(preset))).toEqual({ schedule: preset });
  }
  expect(presetOf(presets.Calm)).toBe("Calm");
  expect(presetOf({ ...presets.Calm, fullEveryMinutes: 2_880 })).toBeUndefined();
});

test("each field shows its own error for a non-number and for a value out of range", () => {
  for (const amount of ["", "soon", "0", "0.5", "31"]) {
    const read = readDraft({ ...usual, fullEveryMinutes: { amount, unit: "days" } });
    if (amount === "0.5") expect(read.schedule?.fullEveryMinutes).toBe(720);
    else
      expect(read).toMatchObject({
        field: "fullEveryMinutes",
        problem: "Anything from 5 minutes to 30 days.",
      });
  }
});

test("a freshness promise that every sync would miss is reported before it is saved", () => {
  const read = readDraft({ ...usual, freshWithinMinutes: { amount: "1", unit: "hours" } });
  expect(read).toMatchObject({ field: "freshWithinMinutes" });
  expect(read.schedule).toBeUndefined();
});

test("shows how many syncs a schedule makes in a day, or in how many days one", () => {
  expect(tellADay(presets.Usual)).toBe("Syncs of changes: 24 a day; of everything: 1 a day.");
  expect(tellADay(presets.Calm)).toBe("Syncs of changes: 4 a day; of everything: one in 7 days.");
});
