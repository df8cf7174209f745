import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

interface Work {
  readonly rows: number;
  readonly buffers: number;
}

interface Report {
  readonly sizes: Readonly<
    Record<"small" | "large", Readonly<Record<"connections" | "records" | "entries", number>>>
  >;
  readonly reads: number;
  readonly questions: number;
  readonly grown: readonly {
    readonly caller: string;
    readonly path: string;
    readonly small: Work;
    readonly large: Work;
  }[];
  /** How many indexes were dropped, and the names of those whose loss did not show. */
  readonly dropped: number;
  readonly unnoticed: readonly string[];
}

/**
 * Long: 1,000 and 100,000 connections and entries of each history, 10,000 and 1,000,000 records. Short: ten times
 * instead of a hundred times, and fewer questions.
 */
export const proof: Proof = {
  name: "growth",
  claim:
    "A question to the API costs the same rows and buffers, within a factor of two, however many connections, records and lines of history there are.",
  run: async ({ isShort }) => {
    const args = isShort ? ["--short"] : [];
    const report = runBench("proofs/growth/bench.ts", args) as Report;
    const { sizes, reads, questions, grown, dropped, unnoticed } = report;
    for (const { caller, path, small, large } of grown)
      console.log(
        `    ${caller} ${path}: ${small.rows} to ${large.rows} rows, ${small.buffers} to ${large.buffers} buffers`,
      );
    const span = (key: "connections" | "records" | "entries"): string =>
      `${sizes.small[key]} to ${sizes.large[key]} ${key}`;
    return {
      figure: `${questions} questions to ${reads} reads at ${span("connections")}, ${span("records")}, ${span("entries")}: ${grown.length} cost more; ${dropped - unnoticed.length} of ${dropped} dropped indexes noticed${unnoticed.length === 0 ? "" : `, not ${unnoticed.join(", ")}`}`,
      mustReach: "no question costs more; every dropped index noticed",
      ok: grown.length === 0 && unnoticed.length === 0,
    };
  },
};
