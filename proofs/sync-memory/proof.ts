import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { rootFolder } from "@churned/tooling/settings";
import { drawMemory } from "./draw-memory.ts";
import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

const most = { residentMb: 300, pagesMb: 32 };
/** The median of the last third divided by the median of the middle third. */
const growthMost = 1.1;
const picture = "docs/images/sync-memory.svg";

type Report = {
  states: string[];
  landed: number;
  expected: number;
  seconds: number;
  pageMb: number;
  samples: { seconds: number; landed: number; residentMb: number; pagesMb: number }[];
};

/** Long: 5,000,000 end users of five tenants side by side, and a picture. Short: 60,000 of three tenants. */
export const proof: Proof = {
  name: "sync-memory",
  claim:
    "One worker with a heap of 256 MB syncs five million records. Its memory does not grow and stays under 300 MB, and the pages in memory take less than 32 MB.",
  run: async ({ isShort }) => {
    const report = runBench("proofs/sync-memory/bench.ts", [
      `--tenants=${isShort ? 3 : 5}`,
      `--records=${isShort ? 20_000 : 1_000_000}`,
    ]) as Report;
    const { samples, states, landed, expected, pageMb, seconds } = report;
    const resident = samples.map(({ residentMb }) => residentMb);
    const third = Math.ceil(resident.length / 3);
    const growth = median(resident.slice(-third)) / median(resident.slice(third, 2 * third));
    const residentMb = Math.max(...resident);
    if (!isShort) writeFileSync(join(rootFolder, picture), drawMemory(samples, most));
    const isBounded = residentMb < most.residentMb && pageMb <= most.pagesMb;
    const isWhole = states.join() === "succeeded" && landed === expected;
    return {
      figure: `${landed.toLocaleString("en")} records in ${seconds} s (${Math.round(landed / seconds).toLocaleString("en")} a second), memory at most ${residentMb} MB, in the last third of the time ${growth.toFixed(2)} times the memory of the middle third; pages at most ${pageMb.toFixed(1)} MB`,
      mustReach: `all ${expected.toLocaleString("en")} records; memory under ${most.residentMb} MB; last third at most ${growthMost} times the middle third; pages at most ${most.pagesMb} MB`,
      ok: isWhole && isBounded && (isShort || growth <= growthMost),
    };
  },
};

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
