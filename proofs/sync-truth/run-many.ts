/** Runs many seeds, one after another, and adds up their results. */

import { startEngine } from "./engine.ts";
import type { RunResult } from "./run.ts";
import { pageRows, runOnce } from "./run.ts";
import type { World } from "./world.ts";
import { drawWorld, orderlyWorld } from "./world.ts";

/** The total result of many runs. */
export type Total = RunResult & { readonly runs: number };

/**
 * Runs the seeds. With `isOrdered` false, the engine asks Planhat for no sort order. With `isWanted`, each seed draws a
 * Planhat's behaviour, and only runs whose behaviour it accepts take place. `share` divides the seeds among processes:
 * of the first `runs` seeds, this process runs every `of`-th seed, beginning with `at`.
 */
export async function runMany(
  runs: number,
  how: {
    readonly isOrdered: boolean;
    readonly isWanted?: (world: World) => boolean;
    readonly share?: { readonly at: number; readonly of: number };
    /** Called after each run. */
    readonly onRun?: (seed: string, result: RunResult) => void;
  },
): Promise<Total> {
  const { isOrdered, isWanted, onRun, share = { at: 0, of: 1 } } = how;
  await using engine = await startEngine({ isOrdered });
  engine.sandbox.setConventions({ orderWithoutSort: "changed" });
  const results: RunResult[] = [];
  let wanted = 0;
  for (let run = 1; wanted < runs; run += 1) {
    const seed = `${isWanted === undefined ? "run" : "drawn"}-${run}`;
    const world = isWanted === undefined ? orderlyWorld : drawWorld(seed, pageRows);
    if (isWanted?.(world) === false) continue;
    wanted += 1;
    if (run % share.of !== share.at) continue;
    const result = await runOnce(engine, seed, { world, isWholeUsed: isOrdered });
    results.push(result);
    onRun?.(seed, result);
  }
  return addTotals(results.map((result) => ({ ...result, runs: 1 })));
}

/** Adds up the results. */
export function addTotals(totals: readonly Total[]): Total {
  const sum = (count: (total: Total) => number): number =>
    totals.reduce((all, total) => all + count(total), 0);
  return {
    runs: sum(({ runs }) => runs),
    faults: totals.flatMap(({ faults }) => faults),
    calls: sum(({ calls }) => calls),
    failedCalls: sum(({ failedCalls }) => failedCalls),
    skewed: sum(({ skewed }) => skewed),
    emptied: sum(({ emptied }) => emptied),
    changes: sum(({ changes }) => changes),
    gaps: sum(({ gaps }) => gaps),
    reads: sum(({ reads }) => reads),
    wholeReads: sum(({ wholeReads }) => wholeReads),
  };
}
