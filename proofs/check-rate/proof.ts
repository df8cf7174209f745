import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

/**
 * The smallest allowed share of the plain loop's rate. The three rates are measured in turn, so the share does not
 * depend on the speed of the machine.
 */
const shareLeast = { swept: 0.3, asked: 0.25 };
/** In the short form, the worker has not warmed up. This share still detects a collapse of our code. */
const shortLeast = 0.08;

type Rates = { readonly bare: number; readonly swept: number; readonly asked: number };
type Report = {
  count: number;
  measured: Rates[];
  calls: number;
  verdicts: { verdict: string; n: string }[];
};

/** Uses a server that answers at once, so that only our own time is measured. Long: five rounds of 600 connections. */
export const proof: Proof = {
  name: "check-rate",
  claim: `If Planhat answers at once, one worker runs due checks at ${shareLeast.swept} times, and checks that people ask for at ${shareLeast.asked} times, the rate of a plain loop that only makes the same calls with fetch.`,
  comparesTimes: true,
  run: async ({ isShort }) => {
    const { count, measured, calls, verdicts } = runBench("proofs/check-rate/bench.ts", [
      `--count=${isShort ? 60 : 600}`,
      `--rounds=${isShort ? 2 : 5}`,
    ]) as Report;
    const isRight = verdicts.length === 1 && verdicts[0]?.verdict === "connected";
    const of = (rate: (rates: Rates) => number): number => median(measured.map(rate));
    const swept = of((rates) => rates.swept / rates.bare);
    const asked = of((rates) => rates.asked / rates.bare);
    const perSecond = `${of((rates) => rates.swept).toFixed(0)} due checks, ${of((rates) => rates.asked).toFixed(0)} checks that people ask for, and ${of((rates) => rates.bare).toFixed(0)} times the calls of a check in the plain loop`;
    const least = isShort ? { swept: shortLeast, asked: shortLeast } : shareLeast;
    return {
      figure: `${measured.length} rounds of ${count} connections; in a second: ${perSecond}; shares of the plain loop: ${swept.toFixed(2)} and ${asked.toFixed(2)} (medians of the rounds); ${isRight ? "all" : "NOT all"} verdicts are connected, ${calls.toFixed(1)} calls for each check`,
      mustReach: `all verdicts are connected; at least ${least.swept} and ${least.asked} times the rate of the plain loop`,
      ok: isRight && swept >= least.swept && asked >= least.asked,
    };
  },
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
