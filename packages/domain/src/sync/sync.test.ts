import { expect, it } from "vitest";
import type { Transitions } from "../shared/transitions.ts";
import { isFinal, statesBefore } from "../shared/transitions.ts";
import { concludeSync, isWhole } from "./conclude-sync.ts";
import { streamTransitions, syncTransitions } from "./sync.ts";

const well = { state: "succeeded", isOrdered: true, skipped: 0, isRequired: true } as const;
const given = { ...well, isRequired: false, state: "failed" } as const;

it("calls a model whole only if it was read to a proven end and each record landed", () => {
  expect(isWhole(well)).toBe(true);
  expect(isWhole({ ...well, isOrdered: false })).toBe(false);
  expect(isWhole({ ...well, skipped: 1 })).toBe(false);
  for (const state of ["failed", "denied", "cancelled"] as const)
    expect(isWhole({ ...well, state })).toBe(false);
  for (const state of ["queued", "running", "waiting"] as const)
    expect(isWhole({ ...well, state })).toBeNull();
});

it("does not call a model whole if its archived records could not be read, and says nothing until they are", () => {
  const archived = (state: string) => isWhole({ ...well, archived: { state } });
  expect(["read", "shown", "ignored", "refused", "off"].map(archived)).toEqual(Array(5).fill(true));
  expect(archived("failed")).toBe(false);
  expect([archived("due"), archived("reading")]).toEqual([null, null]);
  expect(concludeSync([{ ...well, archived: { state: "failed" } }])).toBe("succeeded_with_gaps");
});

it("lets a sync succeed only if every model is whole, and fail only if a required model was not read", () => {
  expect(concludeSync([well, well])).toBe("succeeded");
  expect(concludeSync([well, { ...well, isOrdered: false }])).toBe("succeeded_with_gaps");
  expect(concludeSync([well, { ...well, skipped: 1 }])).toBe("succeeded_with_gaps");
  expect(concludeSync([well, given])).toBe("succeeded_with_gaps");
  expect(concludeSync([well, { ...given, isRequired: true }])).toBe("failed");
});

it("lets no state follow the end of a sync or of a stream, and lets every other state end", () => {
  const live = ["queued", "running", "waiting"];
  for (const transitions of [syncTransitions, streamTransitions] as Transitions<string>[])
    for (const state of Object.keys(transitions)) {
      expect([state, isFinal(transitions, state)]).toEqual([state, !live.includes(state)]);
      expect(statesBefore(transitions, state).filter((from) => !live.includes(from))).toEqual([]);
      expect(isFinal(transitions, state) || transitions[state]?.includes("cancelled")).toBe(true);
    }
});

it("lets a sync succeed only from `running`", () => {
  expect(statesBefore(syncTransitions, "succeeded")).toEqual(["running"]);
  expect(statesBefore(syncTransitions, "succeeded_with_gaps")).toEqual(["running"]);
});
