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
  `${rate} rows/s (${(rate / copy).toFixed(2)} times the ${copy} rows/s of one COPY)`;

/**
 * Long: a million records. Short: 20,000 records without a memory limit, because a new process's own memory would be
 * most of the result.
 */
export const proof: Proof = {
  name: "export",
  claim:
    "The API exports a million records completely, as NDJSON and as CSV. Its memory grows by at most 200 MB, even while another reader has stopped reading.",
  run: async ({ isShort }) => {
    const report = runBench("proofs/export/bench.ts", [
      `--rows=${isShort ? 20_000 : 1_000_000}`,
    ]) as Report;
    const { rows, bytesPerRow, copyNdjson, ndjson, copyCsv, csv, lines, megabytes } = report;
    const { atRest, largest, after } = megabytes;
    const isWhole = lines.length === 3 && lines.every((count) => count === rows);
    return {
      figure: `${rows} rows of ${bytesPerRow} bytes: NDJSON ${share(ndjson, copyNdjson)}, CSV ${share(csv, copyCsv)}; memory of the API ${atRest} MB before, at most ${largest} MB during, ${after} MB after the exports`,
      mustReach: isShort
        ? "every row in each of three exports; no limit for the memory"
        : `every row in each of three exports; at most ${grownMbMost} MB more memory than before`,
      ok: isWhole && (isShort || largest - atRest <= grownMbMost),
    };
  },
};
