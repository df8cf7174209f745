/**
 * Stores many records through one worker with a small heap. Measures the worker's memory during the syncs, and the
 * bytes of the pages. `--tenants=5 --records=1000000` end users each, side by side. Prints JSON.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { setTimeout as pause } from "node:timers/promises";
import { getSync } from "@churned/services/reading";
import { freePort, startProcess } from "@churned/testkit";
import { startStack } from "@churned/worker/testing/start-stack";
import { beginSync, connectParty } from "../parts/sync-parties.ts";

const read = (name: string, usual: number): number =>
  Number(new RegExp(`--${name}=(\\d+)`).exec(process.argv.join(" "))?.[1] ?? usual);
const tenants = read("tenants", 5);
const records = read("records", 1_000_000);
const heapMb = 256;
/** The same limit as the launcher sets. Node's own choice depends on the machine's memory: on 24 GB it keeps 130 MB. */
const youngMb = 8;
const sampleEveryMs = 1_000;
const timeoutMs = 25 * 60_000;

await using stack = await startStack("postgresql");
const metricsPort = await freePort();
await using worker = await startProcess({
  args: [
    `--max-old-space-size=${heapMb}`,
    `--max-semi-space-size=${youngMb}`,
    fileURLToPath(import.meta.resolve("@churned/worker/main")),
  ],
  env: { ...stack.workerEnv, METRICS_PORT: String(metricsPort), LOG_LEVEL: "warn" },
  readyWhen: () =>
    fetch(`http://127.0.0.1:${metricsPort}/livez`).then(
      ({ ok }) => ok,
      () => false,
    ),
});
stack.sandbox.setLimits({ maxCalls: 1_000_000 });
const sizes = { company: 500, enduser: records, license: 60, user: 5 };
const parties = [];
for (let n = 0; n < tenants; n += 1)
  parties.push((await connectParty(stack, `Party ${n}`, sizes)).party);

const startedAt = performance.now();
const syncs = await Promise.all(
  parties.map(async (party) => ({ party, id: await beginSync(stack, party) })),
);

/** Resident memory in MB, from the kernel. */
async function readMemory(): Promise<number> {
  const status = await readFile(`/proc/${worker.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_000;
}

async function readMetric(line: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return Number(
    text
      .split("\n")
      .find((one) => one.startsWith(line))
      ?.slice(line.length),
  );
}

const samples: { seconds: number; landed: number; residentMb: number; pagesMb: number }[] = [];
let states: string[] = [];
for (;;) {
  const found = await Promise.all(syncs.map(({ party, id }) => getSync(party.customer, { id })));
  const landed = found
    .flatMap(({ streams }) => streams)
    .reduce((sum, { inserted }) => sum + inserted, 0);
  const elapsedMs = performance.now() - startedAt;
  samples.push({
    seconds: Math.round(elapsedMs / 1_000),
    landed,
    residentMb: Math.round(await readMemory()),
    pagesMb: Math.round((await readMetric('page_bytes{of="now"} ')) / 1e5) / 10,
  });
  states = found.map(({ state }) => state);
  if (found.every(({ doneAt }) => doneAt !== null)) break;
  if (elapsedMs > timeoutMs) throw new Error(`Only ${landed} records landed.`);
  await pause(sampleEveryMs);
}
const report = {
  states: [...new Set(states)],
  landed: samples.at(-1)?.landed,
  expected: tenants * (records + 565),
  seconds: Math.round((performance.now() - startedAt) / 1_000),
  pageMb: (await readMetric('page_bytes{of="most"} ')) / 1e6,
  samples,
};
process.stdout.write(`${JSON.stringify(report)}\n`);
