/** Saves and tests a token for each set of View permissions on the plan's models, as a customer would. Prints JSON. */
import { defaultPlan, plannedModels } from "@churned/domain/plan";
import type { ModelName } from "@churned/domain/plan";
import type { Check } from "@churned/domain/wire";
import { getCheck } from "@churned/services/reading";
import { saveToken } from "@churned/services/token";
import { waitFor } from "@churned/testkit";
import { startStack } from "@churned/worker/testing/start-stack";

const planned = plannedModels(defaultPlan);
const all = 2 ** planned.length;
const count = Number(/--count=(\d+)/.exec(process.argv.join(" "))?.[1] ?? all);
const lanes = 12;

await using stack = await startStack("postgresql");
await stack.startWorker();
const records = stack.sandbox.listTenants().find(({ key }) => key === "acme")?.records ?? {};

/**
 * A seeded sample of permission sets, which includes the empty and the full set. If the sample size is large enough,
 * all sets.
 */
function* chooseSets(): Generator<number> {
  if (count >= all) {
    for (let set = 0; set < all; set += 1) yield set;
    return;
  }
  // The odd step visits every set once before it repeats a set.
  for (let n = 0; n < count - 1; n += 1) yield (n * 1_867) % all;
  yield all - 1;
}

const listShown = (set: number): ModelName[] => planned.filter((_, bit) => (set >> bit) & 1);

/** The expected result, computed from the sandbox's records without our own code. */
function tellTruth(shown: readonly ModelName[]): {
  matrix: Record<string, string>;
  verdict: string;
} {
  const matrix = Object.fromEntries(
    planned.map((model) => [
      model,
      !shown.includes(model) ? "denied" : (records[model] ?? 0) > 0 ? "allowed" : "empty",
    ]),
  );
  const hasRequired = shown.includes("company") && shown.includes("enduser");
  const isWhole = shown.length === planned.length;
  const verdict = !hasRequired
    ? "missing_permissions"
    : isWhole
      ? "connected"
      : "connected_partially";
  return { matrix, verdict };
}

function differs(check: Check, shown: readonly ModelName[]): boolean {
  const { matrix, verdict } = tellTruth(shown);
  const found = Object.fromEntries(check.probes.map(({ model, outcome }) => [model, outcome]));
  return check.verdict?.kind !== verdict || planned.some((model) => found[model] !== matrix[model]);
}

const sets = chooseSets();
let checked = 0;
let wrong = 0;
let callsMost = 0;
let callsLeast = Infinity;
const startedAt = performance.now();
await Promise.all(
  Array.from({ length: lanes }, async () => {
    for (const set of sets) {
      const shown = listShown(set);
      const { customer, connectionId: id } = await stack.addParty(`Set ${set}`);
      const { token, accountId } = stack.sandbox.createAccount({ name: "a", view: shown });
      const { checkId } = await saveToken(customer, { id, token });
      await stack.checkDone(customer, checkId);
      // On a busy machine, a model may answer after the verdict. The verdict is then changed, so wait for all
      // answers.
      const check = await waitFor(
        async () => {
          const one = await getCheck(customer, { id: checkId });
          return one.pending.length === 0 ? one : undefined;
        },
        { timeoutMs: 20_000, what: `check ${checkId} to be whole` },
      );
      if (differs(check, shown)) wrong += 1;
      // Count only the calls to the token's own host. Other hosts are called only if no host accepted the token.
      // Their log entries have no account.
      const calls = stack.sandbox.listRequests(accountId).length;
      callsMost = Math.max(callsMost, calls);
      callsLeast = Math.min(callsLeast, calls);
      checked += 1;
    }
  }),
);
const seconds = (performance.now() - startedAt) / 1000;
process.stdout.write(`${JSON.stringify({ checked, wrong, callsMost, callsLeast, seconds })}\n`);
