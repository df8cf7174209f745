import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

type Report = {
  times: number;
  syncs: number;
  calls: number;
  failed: number;
  late: number;
  missing: number;
  foreign: number;
  rows: number;
};

/** Long: 50 replacements. Short: 5. */
export const proof: Proof = {
  name: "rotation-under-load",
  claim:
    "A token is replaced many times while full syncs run. No call fails, and no row is stored for another tenant.",
  run: async ({ isShort }) => {
    const wanted = isShort ? 5 : 50;
    const args = [`--times=${wanted}`];
    const report = runBench("proofs/rotation-under-load/bench.ts", args) as Report;
    const { times, syncs, calls, failed, late, missing, foreign, rows } = report;
    return {
      figure: `${times} replacements during ${syncs} full syncs: ${failed} of ${calls} calls failed, ${late} pages read with a replaced token, ${rows} rows, ${missing} rows missing or too many, ${foreign} rows of another tenant`,
      mustReach: `${wanted} replacements; no failed call, no page with a replaced token, no missing row, no row of another tenant`,
      ok: times === wanted && calls > 0 && rows > 0 && failed + late + missing + foreign === 0,
    };
  },
};
