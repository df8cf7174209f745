import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

const timesAloneMost = 1.5;
const smalls = 9;
const smallRecords = 1_000;
const bigRecords = 1_000_000;

type Report = {
  aloneMs: number[];
  togetherMs: number[];
  succeeded: number;
  least: number;
  bigWasRunning: boolean;
  bigState: string;
  bigRecords: number;
  bigMs: number;
};

/**
 * Planhat's limits are on: 200 calls in any 60 s, 100 ms a call. Short: the large sync is cancelled, and there are no
 * time limits.
 */
export const proof: Proof = {
  name: "fairness",
  claim:
    "The syncs of nine tenants with 1,000 records each, beside a tenant with 1,000,000, take at most 1.5 times as long as one such sync alone.",
  run: async ({ isShort }) => {
    const report = runBench("proofs/fairness/bench.ts", isShort ? [] : ["--whole"]) as Report;
    const { aloneMs, togetherMs, succeeded, least, bigWasRunning } = report;
    const alone = aloneMs[Math.floor(aloneMs.length / 2)] ?? NaN;
    const slowest = togetherMs.at(-1) ?? NaN;
    const hasAll = succeeded === smalls && least === smallRecords && bigWasRunning;
    const isWhole = report.bigState === "succeeded" && report.bigRecords === bigRecords;
    return {
      figure: `${succeeded} of ${smalls} small syncs ended while the large sync ran; the slowest took ${seconds(slowest)}, which is ${(slowest / alone).toFixed(2)} times the time of one alone (${seconds(alone)}, median of ${aloneMs.length}); state of the large sync: ${report.bigState}, ${report.bigRecords.toLocaleString("en")} records in ${seconds(report.bigMs)}`,
      mustReach: isShort
        ? `all ${smalls} small syncs end with all their records while the large sync runs; no limit for the times`
        : `all ${smalls} small syncs end with all their records while the large sync runs, each in at most ${timesAloneMost} times the time of one alone; then the large sync succeeds`,
      ok: hasAll && (isShort || (isWhole && slowest <= timesAloneMost * alone)),
    };
  },
};

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
