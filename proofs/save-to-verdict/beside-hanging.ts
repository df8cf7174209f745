/**
 * Measures two times: a good Save beside thirty Saves whose host does not answer, and a verdict if one model does not
 * answer that is wanted but not required. Prints JSON.
 */
import { fileURLToPath } from "node:url";
import type { Check } from "@churned/domain/wire";
import { saveToken } from "@churned/services/token";
import { startProcess, waitFor } from "@churned/testkit";
import { startStack } from "@churned/worker/testing/start-stack";
import { watchVerdicts } from "../parts/watch-verdicts.ts";

const read = (name: string, usual: number): number =>
  Number(new RegExp(`--${name}=(\\d+)`).exec(process.argv.join(" "))?.[1] ?? usual);
const delayMs = read("delay", 100);
const rounds = read("rounds", 4);
const hanging = read("hanging", 30);

await using stack = await startStack("postgresql");
await using planhat = await startProcess({
  args: [fileURLToPath(new URL("../parts/moody-planhat.ts", import.meta.url)), String(delayMs)],
  readyWhen: (output) => output.includes("listening"),
});
const baseUrl = /http:\S+/.exec(planhat.output())?.[0] ?? "";
await using worker = await startProcess({
  args: [fileURLToPath(import.meta.resolve("@churned/worker/main"))],
  env: { ...stack.workerEnv, PLANHAT_HOSTS: `api=${baseUrl},api-eu=${baseUrl}` },
  readyWhen: (output) => output.includes("the worker runs"),
});
const page = await watchVerdicts(stack.database.apiUrl);
let parties = 0;

/** Saves a token for a new tenant. The token's text decides how the fake Planhat answers. */
async function save(token: string, host = "api") {
  parties += 1;
  const { customer, connectionId: id } = await stack.addParty(`Tenant ${parties}`);
  const whole = `${token}-token-number-${parties}-that-is-long-enough`;
  return async (): Promise<{ customer: typeof customer; checkId: string }> => ({
    customer,
    ...(await saveToken(customer, { id, token: whole, host })),
  });
}

async function measure(begin: Awaited<ReturnType<typeof save>>) {
  const startedAt = performance.now();
  const { customer, checkId } = await begin();
  const check = await page.show(customer, checkId);
  if (check.verdict?.kind !== "connected") throw new Error(`It said ${check.verdict?.kind}.`);
  return { check, tookMs: Math.round(performance.now() - startedAt) };
}

/** The time from the last answer that the verdict uses to the verdict. */
function waitedFor({ requests, doneAt }: Check): number {
  const answered = requests.map(({ at, durationMs }) => Date.parse(at) + durationMs);
  return Date.parse(doneAt ?? "") - Math.max(...answered);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

for (let n = 0; n < 3; n += 1) await measure(await save("good"));
const alone: number[] = [];
for (let n = 0; n < 5; n += 1) alone.push((await measure(await save("good"))).tookMs);

const slow: number[] = [];
for (let n = 0; n < rounds; n += 1) {
  const { check } = await measure(await save("silent-nps"));
  if (check.pending.join() !== "nps") throw new Error("The silent model is not named.");
  slow.push(waitedFor(check));
}

/** Saves the good token right after the other tokens, whose checks hang from then on. */
async function besideHanging(host: "api" | "api-eu"): Promise<number> {
  const good = await save("good");
  const others = await Promise.all(Array.from({ length: hanging }, () => save("silent-all", host)));
  await Promise.all(others.map(async (begin) => await begin()));
  return (await measure(good)).tookMs;
}
const beside: number[] = [];
// In every second round, the good token belongs to the host that does not answer the other tokens.
for (let n = 0; n < rounds; n += 1)
  beside.push(await besideHanging(n % 2 === 0 ? "api-eu" : "api"));

await page.close();
await waitFor(() => worker.kill(), { timeoutMs: 20_000, what: "the worker to end" });
process.stdout.write(
  `${JSON.stringify({
    aloneMs: median(alone),
    besideMs: median(beside),
    besideMostMs: Math.max(...beside),
    waitedMs: Math.max(...slow),
    hanging,
    rounds,
  })}\n`,
);
