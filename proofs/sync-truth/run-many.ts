/** Many seeded runs, one after another, and what they came to together. */

import { startEngine } from "./engine.ts";
import type { RunResult } from "./run.ts";
import { pageRows, runOnce } from "./run.ts";
import type { World } from "./world.ts";
import { drawWorld, orderlyWorld } from "./world.ts";

/** What many runs came to. */
export type Total = RunResult & { readonly runs: number };

/**
 * Runs them. `isOrdered` false: no order is asked of Planhat. `isWanted`: each seed draws how Planhat behaves, and those
 * that it wants are run.
 */
export async function runMany(
  runs: number,
  how: { readonly isOrdered: boolean; readonly isWanted?: (world: World) => boolean },
): Promise<Total> {
  const { isOrdered, isWanted } = how;
  await using engine = await startEngine({ isOrdered });
  engine.sandbox.setConventions({ orderWithoutSort: "changed" });
  const results: RunResult[] = [];
  for (let run = 1; results.length < runs; run += 1) {
    const seed = `${isWanted === undefined ? "run" : "drawn"}-${run}`;
    const world = isWanted === undefined ? orderlyWorld : drawWorld(seed, pageRows);
    if (isWanted?.(world) === false) continue;
    results.push(await runOnce(engine, seed, { world, heedsWhole: isOrdered }));
  }
  const sum = (count: (result: RunResult) => number): number =>
    results.reduce((total, result) => total + count(result), 0);
  return {
    runs,
    faults: results.flatMap(({ faults }) => faults),
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
