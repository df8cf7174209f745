/**
 * Planhat's limits are on: 200 calls in any 60 s, 100 ms a call. Small tenants first sync one after another. Then up
 * to nine small tenants sync at once, beside a tenant with a million records. There is one worker. Prints JSON.
 */
import { fileURLToPath } from "node:url";
import { getSync } from "@churned/services/reading";
import { cancelSync } from "@churned/services/sync";
import { startProcess, waitFor } from "@churned/testkit";
import { startStack } from "@churned/worker/testing/start-stack";
import { beginSync, connectParty, syncOver } from "../parts/sync-parties.ts";

/**
 * With this option, the bench waits until the large sync ends. Otherwise it cancels the large sync after the small
 * syncs.
 */
const isWhole = process.argv.includes("--whole");
const smalls = 9;
const alones = 5;
const small = { company: 50, enduser: 900, license: 40, user: 10 };
const large = { company: 50, enduser: 999_900, license: 40, user: 10 };

await using stack = await startStack("postgresql");
await using worker = await startProcess({
  args: [fileURLToPath(import.meta.resolve("@churned/worker/main"))],
  env: stack.workerEnv,
  readyWhen: (output) => output.includes("the worker runs"),
});
const connect = (name: string, sizes: Readonly<Record<string, number>>) =>
  connectParty(stack, name, sizes).then(({ party }) => party);
const alone = [];
for (let n = 0; n < alones; n += 1) alone.push(await connect(`Alone ${n}`, small));
const together = [];
for (let n = 0; n < smalls; n += 1) together.push(await connect(`Together ${n}`, small));
const big = await connect("Big", large);
stack.sandbox.setLimits({ maxCalls: 200, latencyMs: 100 });

type Over = Awaited<ReturnType<typeof syncOver>>;
const tookMs = ({ createdAt, doneAt }: Over): number =>
  Date.parse(doneAt ?? "") - Date.parse(createdAt);
const recordsOf = ({ streams }: Over): number =>
  streams.reduce((sum, { fetched }) => sum + fetched, 0);

const aloneMs: number[] = [];
for (const party of alone)
  aloneMs.push(tookMs(await syncOver(party, await beginSync(stack, party), 120_000)));

const bigId = await beginSync(stack, big);
await waitFor(
  async () => recordsOf(await getSync(big.customer, { id: bigId })) > 10_000 || undefined,
  { timeoutMs: 120_000, what: "the large sync to be under way" },
);
const over = await Promise.all(
  together.map(async (party) => await syncOver(party, await beginSync(stack, party), 300_000)),
);
const bigThen = await getSync(big.customer, { id: bigId });
if (!isWhole) await cancelSync(stack.operator, { id: bigId, reason: "Measured." });
const bigOver = await syncOver(big, bigId, 1_200_000);

const report = {
  aloneMs: aloneMs.toSorted((a, b) => a - b),
  togetherMs: over.map(tookMs).toSorted((a, b) => a - b),
  succeeded: over.filter(({ state }) => state === "succeeded").length,
  least: Math.min(...over.map(recordsOf)),
  bigWasRunning: bigThen.doneAt === null,
  bigState: bigOver.state,
  bigRecords: recordsOf(bigOver),
  bigMs: tookMs(bigOver),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
// `await using` stops the worker at the end of this block. This line only marks the variable as used.
void worker;
