import { isWorking } from "@churned/domain/verdict";
import { type ServiceContext } from "@churned/services/context";
import { getCheck } from "@churned/services/reading";
import type { Check } from "@churned/domain/wire";
import { setTimeout as pause } from "node:timers/promises";
import type { Terminal } from "./run-cli.ts";

const pollIntervalMs = 250;
/** A check takes at most sixty seconds. The check before it in the queue may also take sixty seconds. */
const longestWaitMs = 150_000;

/** Waits for the end of a check and prints its verdict. Returns 0 if the token works. */
export async function tellCheck(
  ctx: ServiceContext,
  id: string,
  { say, complain }: Terminal,
): Promise<0 | 1> {
  const check = await waitForCheck(ctx, id);
  if (check === undefined) {
    complain("There is no verdict yet, and the check continues. Is the worker running?");
    return 1;
  }
  if (check.verdict === null) {
    complain("The test ended without a verdict, because somebody saved a newer token.");
    return 1;
  }
  const { kind, title, explanation, remedy } = check.verdict;
  say(title);
  say(explanation);
  for (const [index, step] of remedy.entries()) say(`  ${index + 1}. ${step}`);
  return isWorking(kind) ? 0 : 1;
}

async function waitForCheck(ctx: ServiceContext, id: string): Promise<Check | undefined> {
  const deadline = Date.now() + longestWaitMs;
  while (Date.now() < deadline) {
    const check = await getCheck(ctx, { id });
    if (check.state === "done") return check;
    await pause(pollIntervalMs);
  }
  return undefined;
}
