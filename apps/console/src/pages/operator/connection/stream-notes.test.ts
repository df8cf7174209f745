import { expect, test } from "vitest";
import { groupStreamNotes } from "./stream-notes.ts";

test("models with the same note share one line, and incrementally read models have none", () => {
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
