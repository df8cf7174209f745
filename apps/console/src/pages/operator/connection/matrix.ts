/** Computes which models the token could read in each check. Pure. */
import { type ModelName, modelLabels, type Plan, plannedModels } from "@churned/domain/plan";
import type { Check } from "../../../api/types.ts";
import type { Tone } from "../../../ui/state.tsx";
import { wordForProbe } from "../../shared/words.ts";

export interface MatrixCell {
  readonly checkId: string;
  readonly tone: Tone;
  readonly word: string;
  readonly at: string;
}

export interface MatrixRow {
  readonly model: ModelName;
  readonly label: string;
  /** The oldest check first. */
  readonly cells: readonly MatrixCell[];
  /** The row in words, for screen readers. */
  readonly summary: string;
}

/**
 * One row for each model of `plan`. `checks` has the newest first. Skips unfinished checks and checks of a replaced
 * token.
 */
export function makeMatrix(checks: readonly Check[], plan: Plan): readonly MatrixRow[] {
  // A check of a replaced token says nothing about the token in use.
  const done = checks.filter(
    ({ state, trigger, probes }) => state === "done" && trigger !== "rotation" && probes.length > 0,
  );
  const oldestFirst = done.toReversed();
  return plannedModels(plan).map((model) => {
    const cells = oldestFirst.map((check) => {
      const probe = check.probes.find((one) => one.model === model);
      const word =
        probe === undefined
          ? { tone: "idle" as const, word: "not asked" }
          : wordForProbe(probe, plan[model] === "required");
      return { checkId: check.id, at: check.doneAt ?? check.createdAt, ...word };
    });
    return { model, label: modelLabels[model], cells, summary: summarize(cells) };
  });
}

/** The row in words: "may be read in 51 of 60 tests; now: View is not ticked". */
function summarize(cells: readonly MatrixCell[]): string {
  const well = cells.filter(({ tone }) => tone === "ok").length;
  const last = cells.at(-1);
  return `may be read in ${well} of ${cells.length} tests; now: ${last?.word ?? "not tested"}`;
}
