import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

const ofCopyLeast = { one: 0.4, two: 0.6 };

type Rates = {
  bytes: number;
  copy: number;
  first: number;
  again: number;
  firstOfTwo: number;
  againOfTwo: number;
  rowByRow: number;
};

/**
 * Long: 100,000 rows of each size for each connection, three rounds. Short: 10,000 rows in one round, no time limits.
 */
export const proof: Proof = {
  name: "landing",
  claim:
    "The landing statement writes pages at least 0.4 times as fast as COPY on one connection, and 0.6 times on two. Unchanged pages take no longer than new pages.",
  run: async ({ isShort }) => {
    const report = runBench("proofs/landing/bench.ts", [
      `--pages=${isShort ? 5 : 50}`,
      `--rounds=${isShort ? 1 : 3}`,
    ]) as Record<string, Rates>;
    const lines = Object.values(report).map(
      ({ bytes, copy, first, again, firstOfTwo, againOfTwo, rowByRow }) =>
        `${bytes} bytes: COPY ${copy} rows/s; first ${first} (${(first / copy).toFixed(2)}), two ${firstOfTwo} (${(firstOfTwo / copy).toFixed(2)}); unchanged ${again}, two ${againOfTwo}; row by row ${rowByRow}`,
    );
    const isFast = Object.values(report).every(
      ({ copy, first, again, firstOfTwo, againOfTwo }) =>
        first >= ofCopyLeast.one * copy &&
        firstOfTwo >= ofCopyLeast.two * copy &&
        again >= first &&
        againOfTwo >= firstOfTwo,
    );
    return {
      figure: lines.join("\n    "),
      mustReach: isShort
        ? "every row lands, and lands again unchanged; no limit for the ratios"
        : `${ofCopyLeast.one} times the rate of COPY on one connection, ${ofCopyLeast.two} times on two; unchanged pages at least as fast as new pages`,
      ok: isShort || isFast,
    };
  },
};
