import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

const shareLeast = 0.97;
const quota = 200;
const saveMostMs = 400;
const excessMost = 2;

type Report = {
  excess: number;
  waited: string;
  pages: number;
  shareUsed: number | null;
  largestIn60s: number;
  throttled: number;
  saves: number;
  saveMedianMs: number;
  saveP95Ms: number;
};

/** Planhat's limits are on: 200 calls in any 60 s, 100 ms a call. Short: until the sync has used its share of the
 *  calls once, which needs 170 pages in a minute. */
export const proof: Proof = {
  name: "budget-share",
  comparesTimes: true,
  claim:
    "A sync uses its full share of Planhat's quota, all calls together stay within the quota, and a Save during the sync gets its verdict quickly.",
  run: async ({ isShort }) => {
    const report = runBench("proofs/budget-share/bench.ts", [
      `--minutes=${isShort ? 0 : 6}`,
      `--latency=${isShort ? 10 : 100}`,
    ]) as Report;
    const { excess, largestIn60s, pages, saveP95Ms, saves, shareUsed, throttled } = report;
    const { saveMedianMs } = report;
    const isGentle = largestIn60s <= quota && throttled === 0 && excess <= excessMost;
    const isFull = shareUsed !== null && shareUsed >= shareLeast;
    const share =
      shareUsed === null ? "" : `, ${(shareUsed * 100).toFixed(1)} % of the sync's share used`;
    return {
      figure: `${pages} pages${share}; at most ${largestIn60s} calls in any 60 s, ${throttled} of them refused; ${saves} Saves with a median of ${saveMedianMs} ms and a p95 of ${saveP95Ms} ms; ${excess} calls more than the minimum for a model; reasons of the waits: ${report.waited}`,
      mustReach: isShort
        ? `at most ${quota} calls in any 60 s, none refused; at most ${excessMost} calls more than the minimum`
        : `at least ${shareLeast * 100} % of the sync's share used; at most ${quota} calls in any 60 s, none refused; p95 of a Save at most ${saveMostMs} ms; at most ${excessMost} calls more than the minimum`,
      ok: isGentle && (isShort || (isFull && saveP95Ms <= saveMostMs)),
    };
  },
};
