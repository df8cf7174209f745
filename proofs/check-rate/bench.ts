/**
 * Measures how many checks a worker runs per second, and how often per second a plain loop makes the same calls.
 * Prints JSON.
 */
import { fileURLToPath } from "node:url";
import { defaultPlan, plannedModels } from "@churned/domain/plan";
import { models } from "@churned/planhat-client/models";
import { createCheck } from "@churned/services/check";
import { saveToken } from "@churned/services/token";
import { startProcess, waitFor } from "@churned/testkit";
import { Client } from "pg";
import { startStack } from "@churned/worker/testing/start-stack";

const count = Number(/--count=(\d+)/.exec(process.argv.join(" "))?.[1] ?? "600");

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
const parties = [];
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
/** Waits until all checks are done. Returns checks per second, from the first finished check to the last. */
async function measure(trigger: string): Promise<number> {
  await waitFor(async () => ((await countDone(trigger)) >= count ? true : undefined), {
    timeoutMs: 180_000,
    what: `${count} checks by ${trigger}`,
  });
  const { rows } = await owner.query<{ seconds: string }>(
    "select extract(epoch from max(done_at) - min(created_at)) as seconds from checks where trigger = $1 and done_at > (select min(done_at) from checks where trigger = $1)",
    [trigger],
  );
  return count / Number(rows[0]?.seconds);
}
await waitFor(async () => ((await countDone("save")) >= count ? true : undefined), {
  timeoutMs: 180_000,
  what: "the first checks",
});

const before = await callsSoFar();
// Scheduled checks: the worker's timer finds the connections that are due.
await owner.query("update connections set next_check_at = now()");
const swept = await measure("scheduled");
const calls = ((await callsSoFar()) - before) / count;

const { rows: verdicts } = await owner.query<{ verdict: string; n: string }>(
  "select verdict, count(*) as n from checks group by verdict",
);

// Manual checks: a person starts each check.
const askedAt = performance.now();
await Promise.all(parties.map(({ customer, connectionId: id }) => createCheck(customer, { id })));
await waitFor(async () => ((await countDone("manual")) >= count ? true : undefined), {
  timeoutMs: 180_000,
  what: "the asked checks",
});
const asked = count / ((performance.now() - askedAt) / 1000);
const memory = await worker.kill();

// The same calls with `fetch` alone. Each lane makes all calls of one check at once, and then the calls of the next
// check.
const paths = [...plannedModels(defaultPlan).map((model) => models[model].path), "/leancompanies"];
const lanes = 24;
const bareAt = performance.now();
let left = count;
await Promise.all(
  Array.from({ length: lanes }, async () => {
    while (left-- > 0)
      await Promise.all(
        paths.map(async (path) => await (await fetch(`${baseUrl}${path}?limit=1`)).json()),
      );
  }),
);
const bare = count / ((performance.now() - bareAt) / 1000);
await owner.end();
process.stdout.write(
  `${JSON.stringify({ count, swept, asked, bare, calls, verdicts, ended: memory.code })}\n`,
);
