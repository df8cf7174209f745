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
    "While the API does not run for up to a minute, five open pages lose nothing. They keep the shown data and the typed text, say that they are not live, and become live again without a reload.",
  run: async ({ isShort }) => {
    const pauses = isShort ? shortPauses : longPauses;
    const mustReach = isShort
      ? "no page loses anything"
      : `no page loses anything; all pages are live again at most ${backWithinMs / 1_000} s after the API`;
    const browser = findBrowser(process.env);
    if (browser === undefined)
      return { figure: "not tested, because no Chromium was found", mustReach, ok: isShort };
    process.env["CHROMIUM_PATH"] ??= browser;
    const args = pauses.map((pause) => String(pause * 1_000));
    const { problems, backAfterMs } = runBench("e2e/restarts/measure.ts", args) as Measured;
    const slowestMs = Math.max(...backAfterMs);
    const middleMs = backAfterMs.toSorted((a, b) => a - b)[Math.floor(backAfterMs.length / 2)] ?? 0;
    const lost = problems.length === 0 ? "no page lost anything" : problems.join("; ");
    return {
      figure:
        `${pauses.length} restarts with pauses of up to ${Math.max(...pauses)} s: ${lost}; ` +
        `pages live again ${seconds(middleMs)} s after the API (median), ${seconds(slowestMs)} s at most`,
      mustReach,
      ok: problems.length === 0 && (isShort || slowestMs <= backWithinMs),
    };
  },
};

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
