import { findBrowser } from "@churned/tooling/find-browser";
import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

/** How long the API is down, in seconds. */
const longPauses = [0, 1, 2, 5, 10, 20, 30, 45, 60, 60];
/** In seconds. Longer than all retries of a read together: a page that stops retrying fails here. */
const shortPauses = [30];
const backWithinMs = 15_000;

interface Measured {
  readonly problems: readonly string[];
  readonly backAfterMs: readonly number[];
}

/** Long: ten restarts with pauses of up to a minute. Short: one restart, because the e2e tests cover shorter pauses. */
export const proof: Proof = {
  name: "api-restarts",
  claim:
    "An API that is away for up to a minute takes nothing from five open pages: what is shown and typed stays, each page says that it is not live, and all come back by themselves.",
  run: async ({ isShort }) => {
    const pauses = isShort ? shortPauses : longPauses;
    const mustReach = isShort
      ? "nothing lost on any page"
      : `nothing lost on any page, all live again at most ${backWithinMs / 1_000} s after the API`;
    const browser = findBrowser(process.env);
    if (browser === undefined)
      return { figure: "no Chromium was found: not tested here", mustReach, ok: isShort };
    process.env["CHROMIUM_PATH"] ??= browser;
    const args = pauses.map((pause) => String(pause * 1_000));
    const { problems, backAfterMs } = runBench("e2e/restarts/measure.ts", args) as Measured;
    const slowestMs = Math.max(...backAfterMs);
    const middleMs = backAfterMs.toSorted((a, b) => a - b)[Math.floor(backAfterMs.length / 2)] ?? 0;
    const lost = problems.length === 0 ? "nothing lost" : problems.join("; ");
    return {
      figure:
        `${pauses.length} restarts, away for up to ${Math.max(...pauses)} s: ${lost}; ` +
        `live again ${seconds(middleMs)} s after the API at the median, ${seconds(slowestMs)} s at most`,
      mustReach,
      ok: problems.length === 0 && (isShort || slowestMs <= backWithinMs),
    };
  },
};

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
