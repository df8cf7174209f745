/**
 * One connection's quota, with Planhat's limits on: a sync that is bounded by it, and tests in its middle. Two workers
 * share the budget. Prints JSON.
 */
import { fileURLToPath } from "node:url";
import {
  approveSyncRequest,
  cancelSync,
  createCheck,
  createSyncRequest,
  getSync,
  saveToken,
} from "@churned/services";
import { startProcess, waitFor } from "@churned/testkit";
import type { Party } from "../src/testing/start-stack.ts";
import { startStack } from "../src/testing/start-stack.ts";

const read = (name: string, usual: number): number =>
  Number(new RegExp(`--${name}=(\\d+)`).exec(process.argv.join(" "))?.[1] ?? usual);
const latencyMs = read("latency", 100);
/** How long the bounded sync is watched; 0 stops it as soon as its share is used up for the first time. */
const minutes = read("minutes", 6);
const betweenTestsMs = 31_000;
const quota = { calls: 200, ofSyncs: 170 };

await using stack = await startStack("postgresql");
const startWorker = () =>
  startProcess({
    args: [fileURLToPath(new URL("../src/main.ts", import.meta.url))],
    env: stack.workerEnv,
    readyWhen: (output) => output.includes('"working"'),
  });
await using workers = new AsyncDisposableStack();
for (let n = 0; n < 2; n += 1) workers.use(await startWorker());

/** A tenant whose Planhat has so many end users, connected. */
async function connect(name: string, endusers: number): Promise<{ party: Party; token: string }> {
  const [added] = stack.sandbox.addTenants({
    key: name.toLowerCase(),
    sizes: { company: 50, enduser: endusers, license: 60, user: 5 },
  });
  if (added === undefined) throw new Error("The sandbox added no tenant.");
  const party = await stack.addParty(name);
  const { checkId } = await saveToken(party.customer, {
    id: party.connectionId,
    token: added.token,
  });
  await stack.checkDone(party.customer, checkId);
  return { party, token: added.token };
}

async function beginSync({ connectionId: id, customer }: Party): Promise<string> {
  return (await approveSyncRequest(stack.operator, await createSyncRequest(customer, { id })))
    .syncId;
}

// First, without a bound: what a small sync asks beyond the least that can be asked.
const small = await connect("Small", 4_100);
const smallSync = await beginSync(small.party);
const over = await waitFor(
  async () => {
    const sync = await getSync(small.party.customer, { id: smallSync });
    return sync.doneAt === null ? undefined : sync;
  },
  { timeoutMs: 60_000, what: "the small sync to end" },
);
const pageMax = 2_000;
const excess = Math.max(
  ...over.streams
    .filter(({ model }) => ["company", "enduser", "license", "user"].includes(model))
    .map(({ fetched, requests }) => requests - Math.max(1, Math.ceil(fetched / pageMax))),
);

stack.sandbox.setLimits({ maxCalls: quota.calls, latencyMs });
const large = await connect("Large", 2_000_000);
const syncId = await beginSync(large.party);
const testsMs: number[] = [];
async function test(): Promise<void> {
  const { customer, connectionId: id } = large.party;
  const startedAt = performance.now();
  const check = await createCheck(customer, { id });
  const done = await stack.checkDone(customer, check.id);
  if (done.verdict?.kind !== "connected") throw new Error(`It said ${done.verdict?.kind}.`);
  testsMs.push(performance.now() - startedAt);
}
const waited = await waitFor(
  async () => {
    const sync = await getSync(large.party.customer, { id: syncId });
    return sync.streams.find(({ waitingFor }) => waitingFor !== null)?.waitingFor ?? undefined;
  },
  { timeoutMs: 120_000, what: "the sync to use up its share" },
);
await test();
for (let at = 0; at < minutes * 60_000; at += betweenTestsMs) {
  await new Promise((resolve) => setTimeout(resolve, betweenTestsMs));
  await test();
}
await cancelSync(stack.operator, { id: syncId, reason: "Measured." });

const calls = stack.sandbox.listCalls().find(({ lastFour }) => large.token.endsWith(lastFour));
const pages = stack.sandbox
  .listRequests(calls?.accountId)
  .filter(({ path }) => /[?&]limit=2000\b/.test(path))
  .map(({ at }) => at)
  .toSorted((a, b) => a - b);
// At best, each page begins a minute after the one that was a share's worth of pages before it.
const gapsMs = pages.slice(quota.ofSyncs).map((at, index) => at - (pages[index] ?? at));
const gapMs = gapsMs.reduce((sum, gap) => sum + gap, 0) / gapsMs.length;
const report = {
  excess,
  waited,
  pages: pages.length,
  shareUsed: minutes === 0 || gapsMs.length === 0 ? null : 60_000 / gapMs,
  largestIn60s: calls?.largestIn60s,
  throttled: calls?.throttled,
  tests: testsMs.length,
  testP95Ms: Math.round(
    testsMs.toSorted((a, b) => a - b)[Math.floor(testsMs.length * 0.95)] ?? NaN,
  ),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
