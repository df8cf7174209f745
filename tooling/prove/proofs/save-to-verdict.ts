import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

const addedMost = { medianMs: 150, p95Ms: 300 };
const atOnce = 20;

type Added = {
  count: number;
  median: number;
  p95: number;
  wholeMedian: number;
  wholeP95: number;
};
type Report = {
  delayMs: number;
  atOnce: number;
  alone: Added;
  together: Added;
};

/** Planhat answers in 100 ms a call; what is counted is all beyond the check's slowest call, also what a probe waits in the
 *  worker. Short: two rounds, times only printed. */
export const proof: Proof = {
  name: "save-to-verdict",
  claim:
    "From Save to the verdict on the page we add 150 ms to the slowest probe, and 300 ms with twenty at once.",
  run: async ({ isShort }) => {
    const report = runBench("apps/worker", "bench/save-to-verdict.ts", [
      `--rounds=${isShort ? 2 : 24}`,
      `--at-once=${isShort ? 5 : atOnce}`,
    ]) as Report;
    const { delayMs, alone, together } = report;
    const isFast = alone.median <= addedMost.medianMs && together.p95 <= addedMost.p95Ms;
    return {
      figure: `at ${delayMs} ms a call, ${alone.count} one by one: ${alone.median} ms beyond the slowest call at the median (${alone.wholeMedian} ms in all); ${together.count}, ${report.atOnce} at once: ${together.median} ms at the median, ${together.p95} ms at p95 (${together.wholeMedian} and ${together.wholeP95} in all)`,
      mustReach: isShort
        ? "every Save ends connected; times are only printed"
        : `at most ${addedMost.medianMs} ms at the median, ${addedMost.p95Ms} ms at p95 with ${atOnce} at once`,
      ok: isShort || isFast,
    };
  },
};
