// Compares the client with plain fetch. Both read all endusers in pages of 2,000 over HTTP on this machine, in turn.
// A walk is one reading of the whole list. The fastest walk of each counts, because the machine's other work only
// makes walks slower. Whole walks alternate, not pages: with alternating pages, the garbage collection of one would
// delay the other. Defaults: `--count=200000 --rounds=15`. The last line is JSON for the proof.

import { fork } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { createLimiter, createPlanhatClient } from "@churned/planhat-client";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "200000" },
    rounds: { type: "string", default: "15" },
  },
});
const count = Number(values.count);
const rounds = Number(values.rounds);
const pageSize = 2_000;
const token = "bench".repeat(20);

const server = fork(new URL("./endusers-server.ts", import.meta.url), [String(count)]);
const [told] = (await once(server, "message")) as [{ port: number }];
const baseUrl = `http://127.0.0.1:${told.port}`;
const client = createPlanhatClient({
  baseUrl,
  token,
  limiter: createLimiter({ maxCalls: 1_000_000 }),
});
const plainHeaders = { accept: "application/json", authorization: `Bearer ${token}` };

/** Reads the whole list. Returns the number of records, or of bytes, that it read. */
type Walk = () => Promise<number>;

// The same pages as the client's pages: each page begins with the last record of the page before.
async function walkPlainly(read: (response: Response) => Promise<number>): Promise<number> {
  let sum = 0;
  for (let offset = 0; offset < count; offset += pageSize - 1) {
    const url = `${baseUrl}/endusers?limit=${pageSize}&offset=${offset}&sort=_id`;
    sum += await read(await fetch(url, { headers: plainHeaders }));
  }
  return sum;
}

const walks: Readonly<Record<"pages" | "pageBytes", { ours: Walk; plain: Walk }>> = {
  pages: {
    async ours() {
      let records = 0;
      for await (const page of client.pages("enduser", { pageSize })) records += page.length;
      return records;
    },
    async plain() {
      let pages = 0;
      const rows = await walkPlainly(async (response) => {
        const parsed: unknown = JSON.parse(await response.text());
        pages += 1;
        return Array.isArray(parsed) ? parsed.length : 0;
      });
      return rows - (pages - 1);
    },
  },
  pageBytes: {
    async ours() {
      let bytes = 0;
      for (let offset = 0; offset < count; offset += pageSize - 1) {
        bytes += (await client.pageBytes("enduser", { offset, limit: pageSize })).byteLength;
      }
      return bytes;
    },
    plain: () => walkPlainly(async (response) => (await response.arrayBuffer()).byteLength),
  },
};

async function measure(name: keyof typeof walks) {
  const { ours, plain } = walks[name];
  const read = { ours: await ours(), plain: await plain() };
  const spent: { ours: number[]; plain: number[] } = { ours: [], plain: [] };
  for (let round = 0; round < rounds; round += 1) {
    const order = ["ours", "plain"] as const;
    for (const who of round % 2 === 0 ? order : order.toReversed()) {
      const startedAt = performance.now();
      const again = await walks[name][who]();
      spent[who].push(performance.now() - startedAt);
      if (again !== read[who]) throw new Error(`${name}: ${again} read, ${read[who]} before`);
    }
  }
  const fastest = Math.min(...spent.ours) / Math.min(...spent.plain);
  const median = findMedian(spent.ours) / findMedian(spent.plain);
  process.stdout.write(
    `${name}: ${fastest.toFixed(3)} times plain fetch by the fastest of ${rounds} (${Math.min(...spent.ours).toFixed(0)} ms, plain ${Math.min(...spent.plain).toFixed(0)} ms), ${median.toFixed(3)} by the median\n`,
  );
  return { fastest, median, read: read.ours, expected: read.plain };
}

function findMedian(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}

const figures = { count, pages: await measure("pages"), pageBytes: await measure("pageBytes") };
server.disconnect();
process.stdout.write(`${JSON.stringify(figures)}\n`);
