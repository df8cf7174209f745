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
});
console.log(JSON.stringify(total));
