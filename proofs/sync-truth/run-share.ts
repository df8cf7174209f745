/**
 * Runs one process's share of many runs: `run-share.ts orderly|drawn RUNS SHARE SHARES`. Prints the total of this
 * share as JSON.
 */

import { runMany } from "./run-many.ts";

const [kind = "", runs = "", share = "", shares = ""] = process.argv.slice(2);
const total = await runMany(Number(runs), {
  isOrdered: true,
  share: { at: Number(share), of: Number(shares) },
  ...(kind === "drawn" ? { isWanted: () => true } : {}),
  // The long form takes half an hour. If somebody stops it, its faults so far are known.
  onRun(seed, { faults }) {
    for (const fault of faults) console.error(`    ${fault}`);
    if (seed.endsWith("0") || seed.endsWith("9")) console.error(`    ${seed} done`);
  },
});
console.log(JSON.stringify(total));
