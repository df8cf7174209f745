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
    "Killed anywhere in replacing a token, a worker leaves exactly one in use, and it works; nothing is plain anywhere.",
  run: async ({ isShort }) => {
    const report = runBench("proofs/rotation-kills/bench.ts", isShort ? ["--third"] : []);
    const { points, kills, problems, problemCount } = report as Report;
    return {
      figure: `stopped at ${points} points, ${kills} kills: ${problemCount} problems${problems.map((problem) => `\n    ${problem}`).join("")}`,
      mustReach: "every point passed, no problem, and the next worker finishes all of them",
      ok: problemCount === 0,
    };
  },
};
