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
    "From Save to the verdict on the page we add 150 ms to the slowest probe, and 300 ms with twenty at once. Right after thirty Saves of a host that hangs, one takes at most three times what it takes alone; where a wanted model hangs, the verdict comes at most a second after the others.",
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
      figure: `at ${delayMs} ms a call, ${alone.count} one by one: ${alone.median} ms beyond the slowest call at the median (${alone.wholeMedian} ms in all); ${together.count}, ${report.atOnce} at once: ${together.median} ms at the median, ${together.p95} ms at p95 (${together.wholeMedian} and ${together.wholeP95} in all). Right after ${beside.hanging} that hang: ${beside.besideMs} ms at the median of ${beside.rounds}, the slowest ${beside.besideMostMs}, which is ${times} times ${beside.aloneMs} alone. With a wanted model that hangs: at most ${beside.waitedMs} ms after the others`,
      mustReach: isShort
        ? `every Save ends connected; at most ${besideMost} times as long beside those that hang; other times are only printed`
        : `at most ${addedMost.medianMs} ms at the median, ${addedMost.p95Ms} ms at p95 with ${atOnce} at once; ${besideMost} times as long beside those that hang; ${silentMostMs} ms for one that is silent`,
      ok: isFree && (isShort || isFast),
    };
  },
};
