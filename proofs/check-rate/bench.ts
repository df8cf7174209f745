/**
 * Measures in turn, so that other work on the machine slows all three down: how often per second a plain loop makes the
 * calls of a check, how many due checks a worker runs per second, and how many checks that people ask for. Prints JSON.
 */
import { fileURLToPath } from "node:url";
import { createCheck } from "@churned/services/check";
import { saveToken } from "@churned/services/token";
import { startProcess, waitFor } from "@churned/testkit";
import { Client } from "pg";
import { startStack } from "@churned/worker/testing/start-stack";
import type { Party } from "@churned/worker/testing/start-stack";
import { runBareLoop } from "../parts/bare-loop.ts";

const read = (name: string, usual: number): number =>
  Number(new RegExp(`--${name}=(\\d+)`).exec(process.argv.join(" "))?.[1] ?? usual);
const count = read("count", 600);
const rounds = read("rounds", 3);

await using stack = await startStack("postgresql");
await using planhat = await startProcess({
  args: [fileURLToPath(new URL("../parts/instant-planhat.ts", import.meta.url))],
  readyWhen: (output) => output.includes("listening"),
});
const baseUrl = /http:\S+/.exec(planhat.output())?.[0] ?? "";
const callsSoFar = async (): Promise<number> => {
  const [calls] = (await (await fetch(`${baseUrl}/calls`)).json()) as number[];
  return calls ?? 0;
};

// Working connections that are all due at once, as they are for a worker that starts again after a pause.
const parties: Party[] = [];
for (let n = 0; n < count; n += 1) parties.push(await stack.addParty(`Tenant ${n}`));
for (const [n, { customer, connectionId: id }] of parties.entries())
  await saveToken(customer, { id, token: `a-token-of-tenant-number-${n}-that-is-long-enough` });

const worker = await startProcess({
  args: [fileURLToPath(import.meta.resolve("@churned/worker/main"))],
  env: { ...stack.workerEnv, PLANHAT_HOSTS: `api=${baseUrl}`, LOG_LEVEL: "warn" },
});
const owner = new Client({ connectionString: stack.database.ownerUrl });
await owner.connect();
async function countDone(trigger: string): Promise<number> {
  const { rows } = await owner.query<{ n: string }>(
    "select count(*) as n from checks where trigger = $1 and state = 'done'",
    [trigger],
  );
  return Number(rows[0]?.n);
}
async function waitUntilDone(trigger: string, total: number): Promise<void> {
  await waitFor(async () => ((await countDone(trigger)) >= total ? true : undefined), {
    timeoutMs: 180_000,
    what: `${total} checks by ${trigger}`,
  });
}

/** Makes all connections due. Returns checks per second, from the first new check to the last verdict. */
async function sweep(): Promise<number> {
  const before = await countDone("scheduled");
  const { rows: started } = await owner.query<{ at: Date }>(
    "update connections set next_check_at = now() returning now() as at",
  );
  await waitUntilDone("scheduled", before + count);
  const { rows } = await owner.query<{ seconds: string }>(
    "select extract(epoch from max(done_at) - min(created_at)) as seconds from checks where trigger = 'scheduled' and created_at >= $1",
    [started[0]?.at],
  );
  return count / Number(rows[0]?.seconds);
}

/** Lets a person ask for a check of each connection. Returns checks per second. */
async function ask(): Promise<number> {
  const before = await countDone("manual");
  const askedAt = performance.now();
  await Promise.all(parties.map(({ customer, connectionId: id }) => createCheck(customer, { id })));
  await waitUntilDone("manual", before + count);
  return count / ((performance.now() - askedAt) / 1000);
}

await waitUntilDone("save", count);
const measured = [];
let calls = 0;
for (let round = 0; round < rounds; round += 1) {
  const bare = await runBareLoop(baseUrl, count);
  const before = await callsSoFar();
  const swept = await sweep();
  calls = ((await callsSoFar()) - before) / count;
  measured.push({ bare, swept, asked: await ask() });
}
const { rows: verdicts } = await owner.query<{ verdict: string; n: string }>(
  "select verdict, count(*) as n from checks group by verdict",
);
const { code } = await worker.kill();
await owner.end();
process.stdout.write(`${JSON.stringify({ count, measured, calls, verdicts, ended: code })}\n`);
