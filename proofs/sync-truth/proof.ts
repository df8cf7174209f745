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
    "What has landed is always what was true, or the sync says which model is not whole, however records, pages, calls and Planhat itself behave.",
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
        `${percent(right.failedCalls, right.calls)} of calls failed, ${right.skewed} lists dated ahead and ${right.emptied} suddenly empty, ${right.gaps} gaps healed`,
        `${drawn.runs} runs whose Planhat cuts pages, sorts or not, refuses or clamps, hides what is archived and gives back what was removed: ${drawn.calls} calls, ${percent(drawn.wholeReads, drawn.reads)} of models said to be whole`,
        `${faults.length} records wrong, doubled, missing or falsely deleted`,
        `without order and overlap ${lost} lost in ${wrong.runs} runs, with the rule of ten ${oldRule.lost} in ${oldRuns}`,
      ].join("; "),
      mustReach:
        "0 wrong, with every fault met and gaps healed, all models whole where Planhat is orderly and some where it is not, while the same without order and overlap, and with the rule of ten, loses some",
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
