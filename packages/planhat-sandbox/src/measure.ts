/** Prints what the tenant of a million end users costs: memory of this process, and pages a second over HTTP. */

import { createSandbox } from "./sandbox.ts";

const PAGE_ROWS = 2_000;
const PAGES = 100;

const startedAt = performance.now();
await using sandbox = await createSandbox({ limits: { maxCalls: 1_000_000 } });
const startMs = performance.now() - startedAt;
const { token } = sandbox.createAccount({ name: "measure", view: "all", tenant: "huge" });

async function readPage(offset: number, sort: string): Promise<number> {
  const query = `limit=${PAGE_ROWS}&offset=${offset}&sort=${sort}`;
  const response = await fetch(`${sandbox.baseUrl()}/endusers?${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await response.arrayBuffer()).byteLength;
}

let bytes = 0;
let largestRss = 0;
const readAt = performance.now();
for (let page = 0; page < PAGES; page += 1) {
  bytes += await readPage((page * 4_999) % 998_000, "_id");
  largestRss = Math.max(largestRss, process.memoryUsage.rss());
}
const seconds = (performance.now() - readAt) / 1_000;
const sortedAt = performance.now();
await readPage(0, "-updatedAt");
const sortMs = performance.now() - sortedAt;
largestRss = Math.max(largestRss, process.memoryUsage.rss());

console.log(
  JSON.stringify({
    records: 1_000_000,
    startMs: Math.round(startMs),
    pagesPerSecond: Number((PAGES / seconds).toFixed(1)),
    rowsPerSecond: Math.round((PAGES * PAGE_ROWS) / seconds),
    megabytesPerSecond: Number((bytes / seconds / 1e6).toFixed(1)),
    firstPageByTimeMs: Math.round(sortMs),
    largestRssMb: Math.round(largestRss / 1e6),
  }),
);
