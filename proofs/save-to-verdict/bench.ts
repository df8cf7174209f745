/**
 * Measures the time from Save until a page knows the verdict, minus the time of the check's slowest call to Planhat.
 * The remainder is our own time. It includes the time for which a probe (a call of a check) waits in our worker. In
 * each round, a plain loop of the same calls measures how fast the machine is. Prints JSON.
 */
import { fileURLToPath } from "node:url";
import { saveToken } from "@churned/services/token";
import type { SealedToken } from "@churned/vault/seal";
import { sealToken } from "@churned/vault/seal";
import { startProcess, waitFor } from "@churned/testkit";
import { Client } from "pg";
import { startStack } from "@churned/worker/testing/start-stack";
import type { Party } from "@churned/worker/testing/start-stack";
import { runBareLoop } from "../parts/bare-loop.ts";
import { watchVerdicts } from "../parts/watch-verdicts.ts";

const read = (name: string, usual: number): number =>
  Number(new RegExp(`--${name}=(\\d+)`).exec(process.argv.join(" "))?.[1] ?? usual);
const delayMs = read("delay", 100);
const rounds = read("rounds", 12);
const atOnce = read("at-once", 20);
/** The plain loop makes the calls of this many checks in each round. */
const bareChecks = 120;

await using stack = await startStack("postgresql");
await using planhat = await startProcess({
  args: [fileURLToPath(new URL("../parts/instant-planhat.ts", import.meta.url)), String(delayMs)],
  readyWhen: (output) => output.includes("listening"),
});
const baseUrl = /http:\S+/.exec(planhat.output())?.[0] ?? "";
/** A second server without a delay, for the plain loop. */
await using instant = await startProcess({
  args: [fileURLToPath(new URL("../parts/instant-planhat.ts", import.meta.url))],
  readyWhen: (output) => output.includes("listening"),
});
const instantUrl = /http:\S+/.exec(instant.output())?.[0] ?? "";
await using worker = await startProcess({
  args: [fileURLToPath(import.meta.resolve("@churned/worker/main"))],
  env: { ...stack.workerEnv, PLANHAT_HOSTS: `api=${baseUrl}` },
  readyWhen: (output) => output.includes("the worker runs"),
});

const page = await watchVerdicts(stack.database.apiUrl);
const parties: Party[] = [];
const owner = new Client({ connectionString: stack.database.ownerUrl });
await owner.connect();
let saves = 0;

interface Sample {
  readonly checkId: string;
  readonly totalMs: number;
}

/** Seals a token, as each customer's browser does before Save. */
async function seal({ customer, connectionId }: Party): Promise<SealedToken> {
  saves += 1;
  return await sealToken({
    publicKey: customer.sealing?.publicKey ?? "",
    connectionId,
    credentialId: crypto.randomUUID(),
    token: `a-token-number-${saves}-of-this-connection-long-enough`,
  });
}

/** Waits until a round's mails are sent, so that one round's mails do not slow the next round down. */
async function waitUntilTold(): Promise<void> {
  await waitFor(
    async () => {
      const { rows } = await owner.query<{ n: string }>(
        "select count(*) as n from notifications where state = 'queued' and next_attempt_at <= now()",
      );
      return Number(rows[0]?.n) === 0;
    },
    { timeoutMs: 20_000, what: "the mails of a round" },
  );
}

async function saveAll(some: readonly Party[]): Promise<Sample[]> {
  const sealed = await Promise.all(some.map(seal));
  return await Promise.all(some.map((party, n) => saveAndWait(party, sealed[n])));
}

async function saveAndWait(
  { customer, connectionId: id }: Party,
  sealed: SealedToken | undefined,
): Promise<Sample> {
  const startedAt = performance.now();
  const { checkId } = await saveToken(customer, { id, sealed });
  const { verdict } = await page.show(customer, checkId);
  const totalMs = performance.now() - startedAt;
  if (verdict?.kind !== "connected") throw new Error(`It said ${verdict?.kind}.`);
  return { checkId, totalMs };
}

for (let n = 0; n < atOnce; n += 1) parties.push(await stack.addParty(`Tenant ${n}`));
const alone: Sample[] = [];
const together: Sample[] = [];
const bare: number[] = [];
// The first Saves run in a cold process, so they do not count.
for (let round = 0; round < 3; round += 1) await saveAll(parties);
await waitUntilTold();
for (let round = 0; round < rounds; round += 1) {
  bare.push(await runBareLoop(instantUrl, bareChecks));
  alone.push(...(await saveAll(parties.slice(0, 1))));
  together.push(...(await saveAll(parties)));
  await waitUntilTold();
  // A connection has enough calls only for the Saves of a minute. So new connections replace the used connections.
  if (round % 5 === 4)
    for (let n = 0; n < atOnce; n += 1) parties[n] = await stack.addParty(`Tenant ${round} ${n}`);
}

/** The duration of each check's slowest call, from request to answer, as the check's stored evidence has it. */
const { rows: slowest } = await owner.query<{ id: string; ms: number }>(
  `select id, max((request ->> 'durationMs')::int) as ms
   from checks, jsonb_array_elements(requests) request group by id`,
);
const callMs = new Map(slowest.map(({ id, ms }) => [id, ms]));

function quantile(addedMs: readonly number[], share: number): number {
  const sorted = addedMs.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN);
}

function summarize(samples: readonly Sample[]) {
  const added = samples.map((one) => one.totalMs - (callMs.get(one.checkId) ?? NaN));
  const whole = samples.map((one) => one.totalMs);
  return {
    count: samples.length,
    median: quantile(added, 0.5),
    p95: quantile(added, 0.95),
    wholeMedian: quantile(whole, 0.5),
    wholeP95: quantile(whole, 0.95),
  };
}

const bareMedian = bare.toSorted((a, b) => a - b)[Math.floor(bare.length / 2)];
const report = {
  delayMs,
  atOnce,
  bare: bareMedian,
  alone: summarize(alone),
  together: summarize(together),
};
await owner.end();
await page.close();
await waitFor(() => worker.kill(), { timeoutMs: 20_000, what: "the worker to end" });
process.stdout.write(`${JSON.stringify(report)}\n`);
