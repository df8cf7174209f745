/**
 * Repeats the runs with an earlier rule of the engine: a short page is the last page, unless its number of rows is a
 * multiple of ten. Prints as JSON how many records were lost.
 */

import { registerHooks } from "node:module";

const runs = Number(process.argv[2] ?? 1);
const mended = "  return (\n    fetched > 0 &&\n    fetched < Math.min(limit, cap ?? 0) &&";
let isPutBack = false;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith("/services/src/sync/paging.ts")) return loaded;
    const source = Buffer.from(loaded.source as Uint8Array).toString();
    if (!source.includes(mended)) throw new Error("The source does not contain the current rule.");
    isPutBack = true;
    const rule =
      "  if (offset === 0 && fetched > 0 && fetched < limit && fetched % 10 !== 0 && !hasMoreLanded) return true;\n";
    return { ...loaded, source: source.replace(mended, rule + mended) };
  },
});

const { runMany } = await import("./run-many.ts");
const { faults } = await runMany(runs, {
  isOrdered: true,
  isWanted: ({ cap, isSorting }) => cap > 12 && cap < Infinity && cap % 10 !== 0 && isSorting,
});
if (!isPutBack) throw new Error("The earlier rule was not inserted.");
console.log(
  JSON.stringify({ lost: faults.filter((fault) => fault.endsWith("is missing")).length }),
);
