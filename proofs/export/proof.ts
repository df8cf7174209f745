import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

const grownMbMost = 200;

type Report = {
  rows: number;
  bytesPerRow: number;
  copyNdjson: number;
  ndjson: number;
  copyCsv: number;
  csv: number;
  lines: number[];
  megabytes: { atRest: number; largest: number; after: number };
};

const share = (rate: number, copy: number): string =>
  `${rate} rows/s (${(rate / copy).toFixed(2)} of the ${copy} of one COPY)`;

/**
 * Long: a million records. Short: 20,000 records without a memory limit, because a new process's own memory would be
 * most of the result.
 */
export const proof: Proof = {
  name: "export",
  claim:
    "A million records are exported as NDJSON and as CSV, whole, while the API grows by at most 200 MB, also beside a reader that has stopped reading.",
  run: async ({ isShort }) => {
    const report = runBench("proofs/export/bench.ts", [
      `--rows=${isShort ? 20_000 : 1_000_000}`,
    ]) as Report;
    const { rows, bytesPerRow, copyNdjson, ndjson, copyCsv, csv, lines, megabytes } = report;
    const { atRest, largest, after } = megabytes;
    const isWhole = lines.length === 3 && lines.every((count) => count === rows);
    return {
      figure: `${rows} rows of ${bytesPerRow} bytes: NDJSON ${share(ndjson, copyNdjson)}, CSV ${share(csv, copyCsv)}; ${atRest} MB at rest, at most ${largest}, ${after} after`,
      mustReach: isShort
        ? "every row, three times; memory is only printed"
        : `every row, three times; at most ${grownMbMost} MB more than at rest`,
      ok: isWhole && (isShort || largest - atRest <= grownMbMost),
    };
  },
};
