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
    "A person saves twenty mistyped tokens within a minute, and then the right token. Each Save gets an answer within two seconds: the result from Planhat, or the end of a wait that our own limit causes.",
  run: async ({ isShort }) => {
    const report = runBench("proofs/mistyped-tokens/bench.ts", []) as Report;
    const { count, hosts, seconds, untrue, ours, right, slowestMs, callsFirst, callsNext } = report;
    const isTrue = untrue === 0 && right === "connected" && callsNext <= callsMost;
    return {
      figure: `${count} mistyped tokens on ${hosts} hosts in ${seconds} s, then the right token, whose verdict is ${right}: ${count + 1 - untrue} answers are right, ${ours} of them report a wait of ours; slowest answer ${slowestMs} ms; ${callsFirst} calls for the first token, at most ${callsNext} for each other token`,
      mustReach: `all answers are right; at most ${callsMost} calls for each token after the first${isShort ? "; no limit for the times" : `; each answer within ${answeredWithinMs} ms`}`,
      ok: isTrue && (isShort || slowestMs <= answeredWithinMs),
    };
  },
};
