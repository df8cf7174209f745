import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

/** One call for each model of the default plan, and one for the lean list (`/leancompanies`). */
const callsOfCheck = 13;

type Report = {
  checked: number;
  wrong: number;
  callsLeast: number;
  callsMost: number;
  seconds: number;
};

/** Long: every set of View permissions on the twelve models. Short: a seeded sample of 128. */
export const proof: Proof = {
  name: "permission-matrix",
  claim:
    "For every set of View permissions in Planhat, the page shows the right permission for each model. A check needs one call for each model and one for the list of all companies.",
  run: async ({ isShort }) => {
    const count = isShort ? 128 : 4_096;
    const report = runBench("proofs/permission-matrix/bench.ts", [`--count=${count}`]) as Report;
    const { checked, wrong, callsLeast, callsMost, seconds } = report;
    return {
      figure: `${checked} sets of permissions, ${wrong} wrong results, ${callsLeast} to ${callsMost} calls for each set, ${seconds.toFixed(0)} s`,
      mustReach: `${count} sets, no wrong result, ${callsOfCheck} calls for each set (without calls to other hosts and retries)`,
      ok:
        checked === count &&
        wrong === 0 &&
        callsLeast === callsOfCheck &&
        callsMost === callsOfCheck,
    };
  },
};
