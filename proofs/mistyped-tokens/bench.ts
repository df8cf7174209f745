/**
 * A customer saves twenty mistyped tokens within a minute, and then the right token. All eight hosts reject the
 * mistyped tokens. Prints JSON.
 */
import { fileURLToPath } from "node:url";
import type { Check } from "@churned/domain/wire";
import { saveToken } from "@churned/services/token";
import { startProcess, waitFor } from "@churned/testkit";
import { startStack } from "@churned/worker/testing/start-stack";
import { watchVerdicts } from "../parts/watch-verdicts.ts";

const count = Number(/--count=(\d+)/.exec(process.argv.join(" "))?.[1] ?? 20);
const hosts = ["api", "api-eu", "api-eu2", "api-eu3", "api-us1", "api-us2", "api-us3", "api-us4"];
const delayMs = 100;

await using stack = await startStack("postgresql");
await using planhat = await startProcess({
  args: [fileURLToPath(new URL("../parts/moody-planhat.ts", import.meta.url)), String(delayMs)],
  readyWhen: (output) => output.includes("listening"),
});
const baseUrl = /http:\S+/.exec(planhat.output())?.[0] ?? "";
await using worker = await startProcess({
  args: [fileURLToPath(import.meta.resolve("@churned/worker/main"))],
  env: {
    ...stack.workerEnv,
    PLANHAT_HOSTS: hosts.map((name) => `${name}=${baseUrl}`).join(","),
  },
  readyWhen: (output) => output.includes("the worker runs"),
});
const page = await watchVerdicts(stack.database.apiUrl);
const { customer, connectionId: id } = stack.acme;

async function save(token: string): Promise<{ check: Check; tookMs: number }> {
  const startedAt = performance.now();
  const { checkId } = await saveToken(customer, { id, token: `${token}-that-is-long-enough` });
  const check = await page.show(customer, checkId);
  return { check, tookMs: Math.round(performance.now() - startedAt) };
}

/**
 * True if Planhat's answer decided the verdict. Also true if the verdict says that the wait is for Churned's own
 * limit, and when it ends.
 */
function isTrue({ verdict, requests }: Check, word: string): boolean {
  if (verdict?.kind === word) return true;
  const isOurs = /wait is ours.* after \d\d:\d\d:\d\d UTC/.test(verdict?.explanation ?? "");
  return verdict?.kind === "throttled" && isOurs && requests.every(({ status }) => status !== 429);
}

const startedAt = performance.now();
const answers = [];
for (let n = 0; n < count; n += 1) {
  const { check, tookMs } = await save(`mistyped-token-number-${n}`);
  answers.push({ check, tookMs, isTrue: isTrue(check, "token_rejected") });
}
const right = await save("the-right-token");
answers.push({ ...right, isTrue: isTrue(right.check, "connected") });
const seconds = Math.round((performance.now() - startedAt) / 1_000);

await page.close();
await waitFor(() => worker.kill(), { timeoutMs: 20_000, what: "the worker to end" });
const calls = answers.map(({ check }) => check.requests.length);
process.stdout.write(
  `${JSON.stringify({
    count,
    hosts: hosts.length,
    seconds,
    untrue: answers.filter((answer) => !answer.isTrue).length,
    ours: answers.filter(({ check }) => check.verdict?.kind === "throttled").length,
    right: right.check.verdict?.kind,
    slowestMs: Math.max(...answers.map(({ tookMs }) => tookMs)),
    callsFirst: calls[0],
    callsNext: Math.max(...calls.slice(1, -1)),
  })}\n`,
);
