import { findScheduleFlaw } from "@churned/domain/sync";
import { expect, test } from "vitest";
import { draftOf, presetOf, presets, readDraft, tellADay } from "./schedule-draft.ts";

const usual = draftOf(presets.Usual);

test("every preset can be kept, and comes back from the form as it was", () => {
  for (const preset of Object.values(presets)) {
    expect(findScheduleFlaw(preset)).toBeUndefined();
    expect(readDraft(draftOf(preset))).toEqual({ schedule: preset });
  }
  expect(presetOf(presets.Calm)).toBe("Calm");
  expect(presetOf({ ...presets.Calm, fullEveryMinutes: 2_880 })).toBeUndefined();
});

test("what is no number, too short or too long is told at its own field", () => {
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

test("a promise that every sync would miss is told before it is saved", () => {
  const read = readDraft({ ...usual, freshWithinMinutes: { amount: "1", unit: "hours" } });
  expect(read).toMatchObject({ field: "freshWithinMinutes" });
  expect(read.schedule).toBeUndefined();
});

test("tells what a schedule comes to in a day", () => {
  expect(tellADay(presets.Usual)).toBe("Syncs of changes: 24 a day; of everything: 1 a day.");
  expect(tellADay(presets.Calm)).toBe("Syncs of changes: 4 a day; of everything: one in 7 days.");
});
