/**
 * One connection with Planhat's call limits on. A sync that needs more calls than the limit runs beside Saves. Each
 * Save has a new token of the same account, and is timed until a page shows the verdict. Two workers share the budget
 * of calls. The sandbox counts the calls. Prints JSON.
 */
import { fileURLToPath } from "node:url";
import { setTimeout as pause } from "node:timers/promises";
import { getEstimate, getSync } from "@churned/services/reading";
import { approveSyncRequest, cancelSync, createSyncRequest } from "@churned/services/sync";
import { saveToken } from "@churned/services/token";
import type { ModelName } from "@churned/planhat-client/models";
import { models } from "@churned/planhat-client/models";
import { startProcess, waitFor } from "@churned/testkit";
import type { Party } from "@churned/worker/testing/start-stack";
import { startStack } from "@churned/worker/testing/start-stack";
import { startSandboxProcess } from "./sandbox-process.ts";
import { watchVerdicts } from "../parts/watch-verdicts.ts";

const read = (name: string, usual: number): number =>
  Number(new RegExp(`--${name}=(\\d+)`).exec(process.argv.join(" "))?.[1] ?? usual);
const latencyMs = read("latency", 100);
/**
 * For how many minutes to watch the limited sync. With 0, the bench stops as soon as the sync has used its share of
 * the calls for the first time.
 */
const minutes = read("minutes", 6);
const betweenSavesMs = 31_000;
const quota = { calls: 200, ofSyncs: 170 };

await using stack = await startStack("postgresql");
const sandbox = await startSandboxProcess();
await sandbox.ask("setLimits", { maxCalls: 100_000 });
const page = await watchVerdicts(stack.database.apiUrl);
const startWorker = () =>
  startProcess({
    args: [fileURLToPath(import.meta.resolve("@churned/worker/main"))],
    env: { ...stack.workerEnv, PLANHAT_HOSTS: `api=${sandbox.baseUrl}` },
    readyWhen: (output) => output.includes("the worker runs"),
  });
await using workers = new AsyncDisposableStack();
for (let n = 0; n < 2; n += 1) workers.use(await startWorker());

/** Connects a tenant whose Planhat has this many end users. */
async function connect(
  name: string,
  endusers: number,
): Promise<{ party: Party; accountId: string }> {
  const [added] = await sandbox.ask("addTenants", {
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
  return { party, accountId: added.accountId };
}

async function beginSync({ connectionId: id, customer }: Party): Promise<string> {
  return (await approveSyncRequest(stack.operator, await createSyncRequest(customer, { id })))
    .syncId;
}

// First without the limit, to find how many calls a small sync makes beyond the minimum.
const small = await connect("Small", 4_100);
await waitFor(
  async () => {
    const { customer, connectionId: id } = small.party;
    return (await getEstimate(customer, { id })).state === "ready";
  },
  { timeoutMs: 60_000, what: "the estimate" },
);
await sandbox.ask("resetCalls");
const smallSync = await beginSync(small.party);
const over = await waitFor(
  async () => {
    const sync = await getSync(small.party.customer, { id: smallSync });
    return sync.doneAt === null ? undefined : sync;
  },
  { timeoutMs: 60_000, what: "the small sync to end" },
);
const calls = await sandbox.ask("listCalls");
const askedOfSmall = calls.find((one) => one.accountId === small.accountId);
/**
 * The minimum of calls: pages overlap by one row, each empty model costs one page, and archived records cost one
 * call.
 */
function leastCalls(model: ModelName, records: number): number {
  const { pageMax, archivedFilter } = models[model];
  return (
    (archivedFilter === undefined ? 1 : 2) +
    Math.ceil(Math.max(0, records - pageMax) / (pageMax - 1))
  );
}
const excess = Math.max(
  ...over.streams.map(
    ({ model, fetched }) => (askedOfSmall?.models[model] ?? 0) - leastCalls(model, fetched),
  ),
);

await sandbox.ask("setLimits", { maxCalls: quota.calls, latencyMs });
const large = await connect("Large", 3_000_000);
const connectedAt = performance.now();
const syncId = await beginSync(large.party);
const savesMs: number[] = [];
async function save(): Promise<void> {
  const { customer, connectionId: id } = large.party;
  const token = await sandbox.ask("addToken", large.accountId);
  const startedAt = performance.now();
  const { checkId } = await saveToken(customer, { id, token });
  const done = await page.show(customer, checkId);
  if (done.verdict?.kind !== "connected") throw new Error(`It said ${done.verdict?.kind}.`);
  savesMs.push(performance.now() - startedAt);
}
const waited = await waitFor(
  async () => {
    const sync = await getSync(large.party.customer, { id: syncId });
    return sync.streams.find(({ waitingFor }) => waitingFor !== null)?.waitingFor ?? undefined;
  },
  { timeoutMs: 120_000, what: "the sync to use up its share" },
);
// The reserved calls are enough for two Saves a minute, and the Save that connected the token counts as one of the
// two.
if (minutes > 0) await pause(Math.max(0, connectedAt + betweenSavesMs - performance.now()));
await save();
for (let at = 0; at < minutes * 60_000; at += betweenSavesMs) {
  await pause(betweenSavesMs);
  await save();
}
await cancelSync(stack.operator, { id: syncId, reason: "Measured." });

const asked = (await sandbox.ask("listRequests", large.accountId)).toReversed();
const pages = asked
  .filter(({ path }) => /[?&]limit=2000\b/.test(path))
  .map(({ at }) => at)
  .toSorted((a, b) => a - b);
// At best, each page begins one minute after the page that is a full share earlier. The first share is left out: its
// pages went into an empty table, so they were faster, and later pages would seem slow.
const bounded = pages.slice(quota.ofSyncs);
const gapsMs = bounded.slice(quota.ofSyncs).map((at, index) => at - (bounded[index] ?? at));
const gapMs = gapsMs.reduce((sum, gap) => sum + gap, 0) / gapsMs.length;
/** The most calls in any window of this length, over all tokens of the account. */
function largestIn(windowMs: number, requests: readonly { readonly at: number }[]): number {
  const begun = requests.map(({ at }) => at).toSorted((a, b) => a - b);
  return Math.max(
    ...begun.map((from, at) => begun.slice(at).filter((one) => one < from + windowMs).length),
  );
}
const quantileMs = (share: number): number =>
  Math.round(savesMs.toSorted((a, b) => a - b)[Math.floor(savesMs.length * share)] ?? NaN);
const report = {
  excess,
  waited,
  pages: pages.length,
  shareUsed: minutes === 0 || gapsMs.length === 0 ? null : 60_000 / gapMs,
  largestIn60s: largestIn(60_000, asked),
  throttled: asked.filter(({ status }) => status === 429).length,
  saves: savesMs.length,
  saveMedianMs: quantileMs(0.5),
  saveP95Ms: quantileMs(0.95),
};
await page.close();
await sandbox.close();
process.stdout.write(`${JSON.stringify(report)}\n`);
