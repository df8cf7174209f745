import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";
import { runBeside } from "./run-beside.ts";
import { runMany } from "./run-many.ts";

const shownFaults = 10;

/** The minimum page size in the short form, because small pages cost thousands of calls. */
const shortCapLeast = 15;

/**
 * Long: 100 seeded runs with a Planhat that behaves as documented, 300 runs whose seed also draws Planhat's
 * behaviour, 20 runs without a sort order, and 20 runs with the rule of ten (old-rule.ts). Short: 2, 3, 1 and 1 runs.
 * A run has three full and two incremental syncs.
 */
export const proof: Proof = {
  name: "sync-truth",
  claim:
    "After a sync, the stored records equal the records in Planhat, or the sync names the models that are incomplete. This holds for every behaviour of records, pages, calls and Planhat that the proof simulates.",
  run: async ({ isShort }) => {
    const right = isShort ? await runMany(2, { isOrdered: true }) : await runBeside("orderly", 100);
    const drawn = isShort
      ? await runMany(3, {
          isOrdered: true,
          isWanted: ({ cap, isSorting, refusal }) =>
            cap >= shortCapLeast && !(isSorting && refusal === undefined),
        })
      : await runBeside("drawn", 300);
    const wrong = await runMany(isShort ? 1 : 20, { isOrdered: false });
    const lost = wrong.faults.filter((fault) => fault.endsWith("is missing")).length;
    const oldRuns = isShort ? 1 : 20;
    const oldRule = runBench("proofs/sync-truth/old-rule.ts", [String(oldRuns)]) as {
      lost: number;
    };
    const faults = [...right.faults, ...drawn.faults];
    for (const fault of faults.slice(0, shownFaults)) console.log(`    ${fault}`);
    return {
      figure: [
        `${right.runs} runs, ${right.calls} calls, ${right.changes} changes while reading`,
        `${percent(right.failedCalls, right.calls)} of calls failed, ${right.skewed} lists had future dates, ${right.emptied} lists were suddenly empty, ${right.gaps} gaps between pages were read again`,
        `${drawn.runs} runs with a Planhat that shortens pages, ignores the sort order, refuses or clamps offsets, hides archived records and restores removed records: ${drawn.calls} calls, ${percent(drawn.wholeReads, drawn.reads)} of models reported as complete`,
        `${faults.length} records wrong, duplicated, missing or wrongly deleted`,
        `the same test of weaker rules: without order and overlap ${lost} records lost in ${wrong.runs} runs, with the former rule for the last page ${oldRule.lost} records lost in ${oldRuns} runs`,
      ].join("; "),
      mustReach:
        "0 records wrong; every fault occurred and gaps were read again; all models complete with an orderly Planhat, and some with another Planhat; the weaker rules lose records, which shows that the test can find a loss",
      ok:
        faults.length === 0 &&
        right.wholeReads === right.reads &&
        drawn.wholeReads > 0 &&
        drawn.wholeReads < drawn.reads &&
        Math.min(right.failedCalls, right.skewed, right.emptied, right.gaps) > 0 &&
        Math.min(lost, oldRule.lost) > 0,
    };
  },
};

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
