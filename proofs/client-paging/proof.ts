import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { rootFolder } from "@churned/tooling/settings";
import type { Proof } from "../proof.ts";

/** Limits as a multiple of plain fetch's time. The short version reads too few records to apply these limits. */
const limits = { pages: 1.15, pageBytes: 1.05 };
const shortLimit = 2;

type Figure = { fastest: number; median: number; read: number; expected: number };

/** Long: 200,000 endusers, each read fifteen times in both ways. Short: 20,000 endusers, five times. */
export const proof: Proof = {
  name: "client-paging",
  claim:
    "Reading a list through the Planhat client takes little longer than with plain fetch, and gives the same records.",
  comparesTimes: true,
  run: async ({ isShort }) => {
    const folder = join(rootFolder, "proofs/client-paging");
    const size = isShort ? ["--count=20000", "--rounds=5"] : [];
    const output = execFileSync(process.execPath, ["bench.ts", ...size], { cwd: folder });
    const last = output.toString().trim().split("\n").at(-1) ?? "";
    const { count, pages, pageBytes }: { count: number; pages: Figure; pageBytes: Figure } =
      JSON.parse(last);
    const most = isShort ? { pages: shortLimit, pageBytes: shortLimit } : limits;
    const isWhole = pages.read === count && pageBytes.read === pageBytes.expected;
    return {
      figure: `${count} endusers: pages takes ${pages.fastest.toFixed(2)} times as long as plain fetch with JSON.parse, pageBytes takes ${pageBytes.fastest.toFixed(2)} times as long as plain fetch; ${isWhole ? "each record once" : "NOT WHOLE"}`,
      mustReach: `each record once; pages at most ${most.pages} times and pageBytes at most ${most.pageBytes} times as long, in the fastest of several walks`,
      ok: isWhole && pages.fastest <= most.pages && pageBytes.fastest <= most.pageBytes,
    };
  },
};
