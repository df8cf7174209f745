// `npm test`: every check, each under its heading, all of them even when one failed, and at the end a
// table of times and the line "N passed, N failed". `npm test -- unit lint` runs the named steps only.

import { styleText } from "node:util";

import { endRunningCommand, type Count } from "./run-command.ts";
import { createSharedServices } from "./services.ts";
import { listSteps, type Step } from "./steps.ts";

type Result = { readonly step: Step; readonly count: Count | undefined; readonly seconds: number };

// exit(), because the IPC channel to the process above would keep us running.
process.exit(await testAll(process.argv.slice(2)));

async function testAll(names: readonly string[]): Promise<number> {
  const isCi = process.env["CI"] === "true";
  await using services = createSharedServices();
  stopOnSignals(services);
  const all = listSteps(services, isCi);
  const unknown = names.filter((name) => !all.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(
      `There is no step "${unknown.join('", "')}". Steps: ${all.map((step) => step.name).join(", ")}`,
    );
    return 1;
  }
  const results: Result[] = [];
  for (const step of all.filter(({ name }) => names.length === 0 || names.includes(name))) {
    console.log(`\n${styleText(["bold", "inverse"], ` ${step.title} `)}\n`);
    const startedAt = performance.now();
    const count = await runSafely(step);
    results.push({ step, count, seconds: (performance.now() - startedAt) / 1000 });
  }
  return summarise(results);
}

async function runSafely(step: Step): Promise<Count | undefined> {
  try {
    return await step.run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

function summarise(results: readonly Result[]): number {
  console.log(`\n${styleText(["bold", "inverse"], " Summary ")}\n`);
  for (const { step, count, seconds } of results) {
    const verdict = count ? `${count.passed} passed, ${count.failed} failed` : "NOT TESTED HERE";
    const mark = !count ? "?" : count.failed > 0 ? "✗" : "✓";
    console.log(
      `  ${mark} ${step.title.padEnd(42)}${seconds.toFixed(1).padStart(7)} s   ${verdict}`,
    );
  }
  const counts = results.flatMap(({ count }) => (count ? [count] : []));
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Ends the running step, then what we started for all of them. */
function stopOnSignals(services: AsyncDisposable): void {
  const stop = async (): Promise<void> => {
    await endRunningCommand();
    await services[Symbol.asyncDispose]();
    process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void stop());
  }
  process.once("disconnect", () => void stop());
}
