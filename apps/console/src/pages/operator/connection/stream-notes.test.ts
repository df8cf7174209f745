import { expect, test } from "vitest";
import { groupStreamNotes } from "./stream-notes.ts";

test("models that are read otherwise for one reason are told together, and the others not at all", () => {
  const note = "Planhat tells no time of change.";
  const streams = [
    { model: "company", mode: "incremental", note: null },
    { model: "nps", mode: "full", note },
    { model: "user", mode: "full", note },
    { model: "churn", mode: "full", note: null },
  ] as const;
  expect(groupStreamNotes({ mode: "incremental", streams })).toEqual([
    { note, models: "NPS, User" },
    { note: "read in full.", models: "Churn" },
  ]);
});
