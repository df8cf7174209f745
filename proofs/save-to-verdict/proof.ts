import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

/**
 * The limits on a machine that makes the calls of `bareRate` checks per second in a plain loop. On a machine that is
 * slower or busier, the limits are greater in the same ratio.
 */
const bareRate = 381;
const addedMost = { aloneMs: 25, medianMs: 100, p95Ms: 200 };
const atOnce = 20;
/** The limit for a Save beside Saves on a hanging host, as a multiple of the time of a Save alone. */
const besideMost = 3;
/** The limit from the last other answer to the verdict, if one model hangs that is not required. */
const silentMostMs = 1_000;

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
  /** How many checks' calls a plain loop made per second, in the same rounds. */
  bare: number;
  alone: Added;
  together: Added;
};

type Hanging = {
  aloneMs: number;
  besideMs: number;
  besideMostMs: number;
  waitedMs: number;
  hanging: number;
  rounds: number;
};

/**
 * Planhat answers in 100 ms a call. Counts all time beyond the check's slowest call, including the time for which a
 * probe (a call of a check) waits in the worker. Short: two rounds without time limits.
 */
export const proof: Proof = {
  name: "save-to-verdict",
  claim:
    "From Save to the verdict on the page, the product adds 25 ms to the slowest call to Planhat. With twenty Saves at once it adds 100 ms at the median, and 200 ms for the slowest in twenty. These times hold on a machine that makes the calls of 381 checks per second in a plain loop; on another machine, they grow or shrink with its rate. Right after thirty Saves on a host that does not answer, a Save takes at most three times as long as alone. If a model that is not required does not answer, the verdict comes at most a second after the other answers.",
  comparesTimes: true,
  run: async ({ isShort }) => {
    const report = runBench("proofs/save-to-verdict/bench.ts", [
      `--rounds=${isShort ? 2 : 24}`,
      `--at-once=${isShort ? 5 : atOnce}`,
    ]) as Report;
    const beside = runBench("proofs/save-to-verdict/beside-hanging.ts", [
      `--rounds=${isShort ? 3 : 10}`,
    ]) as Hanging;
    const { delayMs, alone, together } = report;
    const times = Math.round((beside.besideMs / beside.aloneMs) * 10) / 10;
    // A hanging call ends after 17 s. The short version also checks that no verdict waited for the end of such a
    // call.
    const isFree = times <= besideMost && (isShort || beside.waitedMs <= silentMostMs);
    const scale = bareRate / report.bare;
    const most = {
      aloneMs: Math.round(addedMost.aloneMs * scale),
      medianMs: Math.round(addedMost.medianMs * scale),
      p95Ms: Math.round(addedMost.p95Ms * scale),
    };
    const isFast =
      alone.median <= most.aloneMs &&
      together.median <= most.medianMs &&
      together.p95 <= most.p95Ms;
    return {
      figure: `with ${delayMs} ms for each call, on a machine that made the calls of ${report.bare.toFixed(0)} checks per second in a plain loop in the same rounds; ${alone.count} Saves one by one: ${alone.median} ms in addition to the slowest call (median; ${alone.wholeMedian} ms in total); ${together.count} Saves, ${report.atOnce} at once: ${together.median} ms (median) and ${together.p95} ms (p95) in addition (${together.wholeMedian} and ${together.wholeP95} ms in total); right after ${beside.hanging} Saves on a host that does not answer: ${beside.besideMs} ms (median of ${beside.rounds}; slowest ${beside.besideMostMs} ms), the median is ${times} times the ${beside.aloneMs} ms of a Save alone; with a wanted model that does not answer: verdict at most ${beside.waitedMs} ms after the other answers`,
      mustReach: isShort
        ? `every Save gets the verdict connected; at most ${besideMost} times as long right after Saves without an answer; no limit for the other times`
        : `at most ${addedMost.aloneMs} ms in addition for one Save (median), and ${addedMost.medianMs} ms (median) and ${addedMost.p95Ms} ms (p95) with ${atOnce} Saves at once, at ${bareRate} checks per second in the plain loop; that is ${most.aloneMs}, ${most.medianMs} and ${most.p95Ms} ms here; at most ${besideMost} times as long right after Saves without an answer; at most ${silentMostMs} ms for a wanted model that does not answer`,
      ok: isFree && (isShort || isFast),
    };
  },
};
