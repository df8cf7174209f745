/**
 * The calls of a check with `fetch` alone. Their rate tells how fast the machine is at this moment, so that the limits
 * of a proof can follow the machine.
 */
import { defaultPlan, plannedModels } from "@churned/domain/plan";
import { models } from "@churned/planhat-client/models";

const paths = [...plannedModels(defaultPlan).map((model) => models[model].path), "/leancompanies"];
/** Each lane makes all calls of one check at once, and then the calls of the next check. */
const lanes = 24;

/** Makes the calls of `count` checks. Returns how many checks' calls were made per second. */
export async function runBareLoop(baseUrl: string, count: number): Promise<number> {
  const startedAt = performance.now();
  let left = count;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (left-- > 0)
        await Promise.all(
          paths.map(async (path) => await (await fetch(`${baseUrl}${path}?limit=1`)).json()),
        );
    }),
  );
  return count / ((performance.now() - startedAt) / 1000);
}
