import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

/** A mistyped token costs two calls to the first host and one call to each of the seven other hosts. */
const callsMost = 9;
const answeredWithinMs = 2_000;

type Report = {
  count: number;
  hosts: number;
  seconds: number;
  untrue: number;
  ours: number;
  right: string;
  slowestMs: number;
  callsFirst: number;
  callsNext: number;
};

/** Planhat answers in 100 ms a call. Short: the same run without a time limit. */
export const proof: Proof = {
  name: "mistyped-tokens",
  claim:
    "Twenty mistyped tokens in a minute, then the right one: each is answered within two seconds, by Planhat's word or by a wait that is told as ours, with its end.",
  run: async ({ isShort }) => {
    const report = runBench("proofs/mistyped-tokens/bench.ts", []) as Report;
    const { count, hosts, seconds, untrue, ours, right, slowestMs, callsFirst, callsNext } = report;
    const isTrue = untrue === 0 && right === "connected" && callsNext <= callsMost;
    return {
      figure: `${count} mistyped on ${hosts} hosts in ${seconds} s, then the right one, which is ${right}: ${count + 1 - untrue} answers true, ${ours} of them a wait of ours; the slowest ${slowestMs} ms; ${callsFirst} calls for the first, at most ${callsNext} for each of the others`,
      mustReach: `all true, at most ${callsMost} calls after the first${isShort ? "; times are only printed" : `, each within ${answeredWithinMs} ms`}`,
      ok: isTrue && (isShort || slowestMs <= answeredWithinMs),
    };
  },
};
