import type { Proof } from "../proof.ts";
import { startEngine } from "../sync-truth/engine.ts";
import { runOnce } from "../sync-truth/run.ts";
import type { RunResult } from "../sync-truth/run.ts";

const shownFaults = 10;

/** Long: 200 seeded runs, and 20 without an order. Short: 2, and 1. A run is three full passes and two incremental ones. */
export const proof: Proof = {
  name: "sync-truth",
  claim:
    "What has landed is always what was true, however records, pages and calls go wrong while it is read.",
  run: async ({ isShort }) => {
    const right = await runMany(isShort ? 2 : 200, true);
    const wrong = await runMany(isShort ? 1 : 20, false);
    const lost = wrong.faults.filter((fault) => fault.endsWith("is missing")).length;
    for (const fault of right.faults.slice(0, shownFaults)) console.log(`    ${fault}`);
    return {
      figure: [
        `${right.runs} runs, ${right.calls} calls, ${right.changes} changes while reading`,
        `${percent(right.failedCalls, right.calls)} of calls failed, ${right.skewed} lists dated ahead and ${right.emptied} suddenly empty, ${right.gaps} gaps healed`,
        `${right.faults.length} records wrong, doubled, missing or falsely deleted`,
        `without order and overlap ${lost} lost in ${wrong.runs} runs`,
      ].join("; "),
      mustReach:
        "0 wrong, with every fault met and gaps healed, while the same without order and overlap loses some",
      ok:
        right.faults.length === 0 &&
        Math.min(right.failedCalls, right.skewed, right.emptied, right.gaps) > 0 &&
        lost > 0,
    };
  },
};

async function runMany(runs: number, isOrdered: boolean): Promise<RunResult & { runs: number }> {
  await using engine = await startEngine({ isOrdered });
  engine.sandbox.setConventions({ orderWithoutSort: "changed" });
  const total = {
    runs,
    faults: [] as string[],
    calls: 0,
    failedCalls: 0,
    skewed: 0,
    emptied: 0,
    changes: 0,
    gaps: 0,
  };
  for (let run = 1; run <= runs; run += 1) {
    const result = await runOnce(engine, `run-${run}`);
    total.faults.push(...result.faults);
    total.calls += result.calls;
    total.failedCalls += result.failedCalls;
    total.skewed += result.skewed;
    total.emptied += result.emptied;
    total.changes += result.changes;
    total.gaps += result.gaps;
  }
  return total;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
