import { defaultPlan } from "@churned/domain/plan";
import { expect, test } from "vitest";
import type { Check, Probe } from "../../../api/types.ts";
import { makeMatrix } from "./matrix.ts";

function makeCheck(id: string, outcomes: Partial<Record<Probe["model"], Probe["outcome"]>>): Check {
  return {
    id,
    connectionId: "c",
    state: "done",
    trigger: "scheduled",
    verdict: null,
    supersededBy: null,
    host: null,
    models: [],
    probes: Object.entries(outcomes).map(([model, outcome]) => ({
      model: model as Probe["model"],
      outcome,
      status: 200,
      durationMs: 80,
      detail: null,
    })),
    pending: [],
    confidence: null,
    planhat: null,
    attempts: [],
    requests: [],
    attempt: 1,
    createdAt: "2026-11-23T10:00:00Z",
    doneAt: "2026-11-23T10:00:01Z",
  };
}

test("orders checks by time from left to right, whatever order the API uses", () => {
  const rows = makeMatrix(
    [makeCheck("newer", { enduser: "denied" }), makeCheck("older", { enduser: "allowed" })],
    defaultPlan,
  );
  const row = rows.find(({ model }) => model === "enduser");
  expect(row?.cells.map(({ checkId, tone }) => [checkId, tone])).toEqual([
    ["older", "ok"],
    ["newer", "bad"],
  ]);
  expect(row?.summary).toBe("may be read in 1 of 2 tests; now: View is not ticked");
});

test("is red for required models and amber for wanted ones", () => {
  const rows = makeMatrix([makeCheck("a", { company: "denied", nps: "denied" })], defaultPlan);
  const toneOf = (model: string) => rows.find((row) => row.model === model)?.cells[0]?.tone;
  expect(toneOf("company")).toBe("bad");
  expect(toneOf("nps")).toBe("warn");
  expect(toneOf("task")).toBe("idle");
});
