import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

const addedMost = { medianMs: 150, p95Ms: 300 };
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
    "From Save to the verdict on the page, the product adds 150 ms to the slowest call to Planhat, and 300 ms with twenty Saves at once. Right after thirty Saves on a host that does not answer, a Save takes at most three times as long as alone. If a model that is not required does not answer, the verdict comes at most a second after the other answers.",
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
    const isFast = alone.median <= addedMost.medianMs && together.p95 <= addedMost.p95Ms;
    return {
      figure: `with ${delayMs} ms for each call; ${alone.count} Saves one by one: ${alone.median} ms in addition to the slowest call (median; ${alone.wholeMedian} ms in total); ${together.count} Saves, ${report.atOnce} at once: ${together.median} ms (median) and ${together.p95} ms (p95) in addition (${together.wholeMedian} and ${together.wholeP95} ms in total); right after ${beside.hanging} Saves on a host that does not answer: ${beside.besideMs} ms (median of ${beside.rounds}; slowest ${beside.besideMostMs} ms), the median is ${times} times the ${beside.aloneMs} ms of a Save alone; with a wanted model that does not answer: verdict at most ${beside.waitedMs} ms after the other answers`,
      mustReach: isShort
        ? `every Save gets the verdict connected; at most ${besideMost} times as long right after Saves without an answer; no limit for the other times`
        : `at most ${addedMost.medianMs} ms in addition (median), ${addedMost.p95Ms} ms (p95) with ${atOnce} Saves at once; at most ${besideMost} times as long right after Saves without an answer; at most ${silentMostMs} ms for a wanted model that does not answer`,
      ok: isFree && (isShort || isFast),
    };
  },
};
