// Measures for `pnpm prove api-restarts`: `node restarts/measure.ts PAUSE…`, each pause in ms. The last line is JSON.
// It says what was lost, and how long the pages took to be live again.

import { launchBrowser } from "../parts/browser.ts";
import { startOwnApi } from "../parts/own-api.ts";
import { makeSandboxAdmin } from "../parts/sandbox.ts";
import { startStack } from "../start-stack.ts";
import { openFivePages } from "./open-pages.ts";
import { markPages, restart, type RestartReport } from "./restart.ts";

const pauses = process.argv.slice(2).map(Number);
const reports: RestartReport[] = [];
{
  await using stack = await startStack();
  await using browser = await launchBrowser();
  await using api = await startOwnApi(stack);
  const sandbox = makeSandboxAdmin(stack.sandboxUrl, () => undefined);
  await using open = await openFivePages({ browser, stack, appUrl: api.url, sandbox });
  await markPages(open.pages);
  for (const pause of pauses) reports.push(await restart(api, open.pages, pause));
}
console.log(
  JSON.stringify({
    problems: reports.flatMap(({ problems }) => problems),
    backAfterMs: reports.map(({ backAfterMs }) => Math.round(backAfterMs)),
  }),
);
// The browser's open pipes would keep this process running.
process.exit(0);
