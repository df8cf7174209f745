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
  claim: "One worker checks sixty connections a second where Planhat answers at once.",
  comparesTimes: true,
  run: async ({ isShort }) => {
    const count = isShort ? 60 : 1_200;
    const report = runBench("proofs/check-rate/bench.ts", [`--count=${count}`]) as Report;
    const { asked, swept, bare, calls, verdicts } = report;
    const isRight = verdicts.length === 1 && verdicts[0]?.verdict === "connected";
    return {
      figure: `${count} connections that came due: ${swept.toFixed(0)} a second; asked for by people: ${asked.toFixed(0)}; the same calls by a bare loop: ${bare.toFixed(0)}; ${isRight ? "all" : "NOT all"} connected, ${calls.toFixed(1)} calls each`,
      mustReach: isShort
        ? `all connected, at least ${shareLeast} of the bare loop`
        : `all connected, at least ${rateLeast} a second`,
      ok: isRight && (isShort ? asked >= bare * shareLeast : Math.min(swept, asked) >= rateLeast),
    };
  },
};
