/**
 * From Save to the verdict as a page learns it, less the time in which Planhat answers a call: all else is ours, also what
 * a probe waits for its turn. Prints JSON.
 */
import { fileURLToPath } from "node:url";
import { listenForChanges } from "@churned/db";
import { getCheck, saveToken } from "@churned/services";
import type { SealedToken } from "@churned/vault/seal";
import { sealToken } from "@churned/vault/seal";
import { startProcess, waitFor } from "@churned/testkit";
import { Client } from "pg";
import { startStack } from "../src/testing/start-stack.ts";
import type { Party } from "../src/testing/start-stack.ts";

const read = (name: string, usual: number): number =>
  Number(new RegExp(`--${name}=(\\d+)`).exec(process.argv.join(" "))?.[1] ?? usual);
const delayMs = read("delay", 100);
const rounds = read("rounds", 12);
const atOnce = read("at-once", 20);
const scripts = new URL("./", import.meta.url);

await using stack = await startStack("postgresql");
await using planhat = await startProcess({
  args: [fileURLToPath(new URL("instant-planhat.ts", scripts)), String(delayMs)],
  readyWhen: (output) => output.includes("listening"),
});
const baseUrl = /http:\S+/.exec(planhat.output())?.[0] ?? "";
await using worker = await startProcess({
  args: [fileURLToPath(new URL("../src/main.ts", scripts))],
  env: { ...stack.workerEnv, PLANHAT_HOSTS: `api=${baseUrl}` },
  readyWhen: (output) => output.includes('"working"'),
});

// A page hears that something changed, and fetches what it shows.
const watched = new Map<string, () => void>();
const changes = await listenForChanges({
  url: stack.database.apiUrl,
  onChange: ({ topic, id }) => {
    if (topic === "check") watched.get(id)?.();
  },
  onReconnect() {},
  onError(error) {
    throw error;
  },
});

const parties: Party[] = [];
const owner = new Client({ connectionString: stack.database.ownerUrl });
await owner.connect();
let saves = 0;

interface Sample {
  readonly totalMs: number;
  readonly probesSeenBefore: number;
}

/** Tokens are sealed where they are pasted, on each customer's own machine. */
async function seal({ customer, connectionId }: Party): Promise<SealedToken> {
  saves += 1;
  return await sealToken({
    publicKey: customer.sealing?.publicKey ?? "",
    connectionId,
    credentialId: crypto.randomUUID(),
    token: `a-token-number-${saves}-of-this-connection-long-enough`,
  });
}

/** Until the mails of a round are on their way: what is measured is twenty at once, not one round in the next. */
async function waitUntilTold(): Promise<void> {
  await waitFor(
    async () => {
      const { rows } = await owner.query<{ n: string }>(
        "select count(*) as n from notifications where state = 'queued'",
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
  let probesSeenBefore = 0;
  const { promise, resolve } = Promise.withResolvers<Sample>();
  let isReading = false;
  let isStale = false;
  async function look(): Promise<void> {
    if (isReading) {
      isStale = true;
      return;
    }
    isReading = true;
    const check = await getCheck(customer, { id: checkId });
    isReading = false;
    if (check.state === "done") {
      const totalMs = performance.now() - startedAt;
      if (check.verdict?.kind !== "connected") throw new Error(`It said ${check.verdict?.kind}.`);
      resolve({ totalMs, probesSeenBefore });
    } else {
      probesSeenBefore = check.probes.length;
      if (isStale) {
        isStale = false;
        await look();
      }
    }
  }
  watched.set(checkId, () => void look());
  await look();
  const sample = await promise;
  watched.delete(checkId);
  return sample;
}

for (let n = 0; n < atOnce; n += 1) parties.push(await stack.addParty(`Tenant ${n}`));
const alone: Sample[] = [];
const together: Sample[] = [];
// The first ones find a cold process; they are not counted.
for (let round = 0; round < 3; round += 1) await saveAll(parties);
await waitUntilTold();
for (let round = 0; round < rounds; round += 1) {
  alone.push(...(await saveAll(parties.slice(0, 1))));
  together.push(...(await saveAll(parties)));
  await waitUntilTold();
  // A Save's budget of calls is a minute's: connections are used up, and others take their place.
  if (round % 5 === 4)
    for (let n = 0; n < atOnce; n += 1) parties[n] = await stack.addParty(`Tenant ${round} ${n}`);
}

function quantile(samples: readonly Sample[], share: number): number {
  const added = samples.map((one) => one.totalMs - delayMs).toSorted((a, b) => a - b);
  return Math.round(added[Math.min(added.length - 1, Math.floor(added.length * share))] ?? NaN);
}
const report = {
  delayMs,
  alone: { count: alone.length, median: quantile(alone, 0.5), p95: quantile(alone, 0.95) },
  together: {
    count: together.length,
    atOnce,
    median: quantile(together, 0.5),
    p95: quantile(together, 0.95),
  },
};
await owner.end();
await changes.close();
await waitFor(() => worker.kill(), { timeoutMs: 20_000, what: "the worker to end" });
process.stdout.write(`${JSON.stringify(report)}\n`);
