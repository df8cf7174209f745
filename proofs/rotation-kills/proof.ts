import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

type Report = { points: number; kills: number; problems: string[]; problemCount: number };

/**
 * Long: each point has its own worker and its own kill. Short: one worker stops a connection at every third point and
 * is killed once. Workers are real processes, killed with SIGKILL.
 */
export const proof: Proof = {
  name: "rotation-kills",
  claim:
    "If a worker is killed at any point while it replaces a token, exactly one token stays in use, and this token works. No plain token is stored anywhere.",
  run: async ({ isShort }) => {
    const report = runBench("proofs/rotation-kills/bench.ts", isShort ? ["--third"] : []);
    const { points, kills, problems, problemCount } = report as Report;
    return {
      figure: `workers stopped at ${points} points, ${kills} kills: ${problemCount} problems${problems.map((problem) => `\n    ${problem}`).join("")}`,
      mustReach: "no problem at any tested point, and the next worker finishes every replacement",
      ok: problemCount === 0,
    };
  },
};
