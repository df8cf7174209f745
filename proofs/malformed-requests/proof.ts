import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";
import type { Report } from "./bench.ts";

/** Short: some hundreds of requests. */
export const proof: Proof = {
  name: "malformed-requests",
  claim:
    "Every malformed request gets an answer below 500 with security headers, and each refusal is a problem, for every operation and every role.",
  run: async ({ isShort }) => {
    const count = isShort ? 600 : 20_000;
    const report = runBench("proofs/malformed-requests/bench.ts", [`--count=${count}`]) as Report;
    const { answers, accepted, operations, faults, faultCount, slowestMs } = report;
    const roles = Object.entries(accepted).map(([role, number]) => `${role} ${number}`);
    return {
      figure: `${answers} answers to requests for ${operations} operations, slowest ${slowestMs} ms; accepted: ${roles.join(", ")}; ${faultCount} faults${faults.length === 0 ? "" : `: ${faults.join("; ")}`}`,
      mustReach: "no fault; requests of each role are accepted too",
      ok: answers === count && faultCount === 0 && Object.values(accepted).every((n) => n > 0),
    };
  },
};
