/** Divides many runs among processes, so that the long version uses every processor. */

import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import type { Total } from "./run-many.ts";
import { addTotals } from "./run-many.ts";

const script = join(import.meta.dirname, "run-share.ts");

/** Runs each seed in one of the processes and adds up the results. Throws if a process fails. */
export async function runBeside(kind: "orderly" | "drawn", runs: number): Promise<Total> {
  const shares = Math.min(4, availableParallelism());
  const totals = await Promise.all(
    Array.from({ length: shares }, async (_, share) => {
      const args = [script, kind, String(runs), String(share), String(shares)];
      const env = { ...process.env, LOG_LEVEL: "warn" };
      const maxBuffer = 64 * 1024 * 1024;
      const running = promisify(execFile)(process.execPath, args, { env, maxBuffer });
      running.child.stderr?.pipe(process.stderr);
      const { stdout } = await running;
      return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Total;
    }),
  );
  return addTotals(totals);
}
