import type { OperationName } from "@churned/domain/wire";
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
    readonly operation: OperationName;
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
 * Reads that may cost more. A search of people reads all accounts, of which there are far fewer than connections, and
 * each listed person needs a look-up of the tenant and one of the sign-ins.
 */
const mayGrow: ReadonlySet<string> = new Set<OperationName>(["listPeople"]);

/**
 * Long: 1,000 and 100,000 connections and entries of each history, 10,000 and 1,000,000 records. Short: ten times
 * instead of a hundred times, and fewer questions.
 */
export const proof: Proof = {
  name: "growth",
  claim:
    "A question to the API costs the same rows and buffers, within a factor of two, however many connections, records and lines of history there are. Only the list of people may cost more.",
  run: async ({ isShort }) => {
    const args = isShort ? ["--short"] : [];
    const report = runBench("proofs/growth/bench.ts", args) as Report;
    const { sizes, reads, questions, grown, dropped, unnoticed } = report;
    const tooMuch = grown.filter(({ operation }) => !mayGrow.has(operation));
    for (const { caller, path, small, large } of grown)
      console.log(
        `    ${caller} ${path}: ${small.rows} to ${large.rows} rows, ${small.buffers} to ${large.buffers} buffers`,
      );
    const span = (key: "connections" | "records" | "entries"): string =>
      `${sizes.small[key]} to ${sizes.large[key]} ${key}`;
    return {
      figure: `${questions} questions to ${reads} reads at ${span("connections")}, ${span("records")}, ${span("entries")}: ${tooMuch.length} cost more, and ${grown.length - tooMuch.length} of the list of people; ${dropped - unnoticed.length} of ${dropped} dropped indexes noticed${unnoticed.length === 0 ? "" : `, not ${unnoticed.join(", ")}`}`,
      mustReach:
        "no question costs more, except questions to the list of people; every dropped index noticed",
      ok: tooMuch.length === 0 && unnoticed.length === 0,
    };
  },
};
