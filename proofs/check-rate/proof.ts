import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

const rateLeast = 60;
/**
 * The smallest allowed share of the plain loop's rate on the same machine at the same time. A share detects a
 * collapse of our code, but not a slow machine.
 */
const shareLeast = 0.08;

type Report = {
  count: number;
  asked: number;
  swept: number;
  bare: number;
  calls: number;
  verdicts: { verdict: string; n: string }[];
};

/** Uses a server that answers at once, so that only our own time is measured. Long: 1,200 connections. */
export const proof: Proof = {
  name: "check-rate",
  claim: "If Planhat answers at once, one worker checks sixty connections in a second.",
  comparesTimes: true,
  run: async ({ isShort }) => {
    const count = isShort ? 60 : 1_200;
    const report = runBench("proofs/check-rate/bench.ts", [`--count=${count}`]) as Report;
    const { asked, swept, bare, calls, verdicts } = report;
    const isRight = verdicts.length === 1 && verdicts[0]?.verdict === "connected";
    return {
      figure: `${count} connections; scheduled checks: ${swept.toFixed(0)} in a second; checks that people ask for: ${asked.toFixed(0)} in a second; the same calls in a plain loop without the product: ${bare.toFixed(0)} in a second; ${isRight ? "all" : "NOT all"} verdicts are connected, ${calls.toFixed(1)} calls for each check`,
      mustReach: isShort
        ? `all verdicts are connected; at least ${shareLeast} times the rate of the plain loop`
        : `all verdicts are connected; at least ${rateLeast} checks in a second`,
      ok: isRight && (isShort ? asked >= bare * shareLeast : Math.min(swept, asked) >= rateLeast),
    };
  },
};
