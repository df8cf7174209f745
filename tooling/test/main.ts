// `npm test`: runs all steps, even after a failure. Prints each step's output under a heading. At the end, prints a
// table of times and the line "N passed, N failed". Two steps run at a time. `npm test -- unit lint` runs only the
// named steps. `npm test -- --changed` runs the unit, component and integration tests that depend on an uncommitted
// file. `--changed=main` runs the tests that depend on a change since main.

import { styleText } from "node:util";

import { endRunningCommands, type Count } from "./run-command.ts";
import { runSideBySide } from "./run-side-by-side.ts";
import { createSharedServices } from "./services.ts";
import { showInTurn, type StepOutput } from "./show-in-turn.ts";
import { listSteps, type Step } from "./steps.ts";

type Result = { readonly step: Step; readonly count: Count | undefined; readonly seconds: number };

/** With more steps at a time, tests would wait for a processor core and could time out. */
const places = 2;

// exit(), because the IPC channel to the parent process would keep this process running.
process.exit(await testAll(process.argv.slice(2)));

async function testAll(args: readonly string[]): Promise<number> {
  await using services = createSharedServices();
  stopOnSignals(services);
  const changed = args.find((arg) => /^--changed(?:=|$)/.test(arg));
  const names = args.filter((arg) => arg !== changed);
  const all = listSteps({
    services,
    isCi: process.env["CI"] === "true",
    vitestArgs: changed === undefined ? [] : [changed, "--passWithNoTests"],
  });
  const unknown = names.filter((name) => !all.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(
      `There is no step "${unknown.join('", "')}". Steps: ${all.map((step) => step.name).join(", ")}`,
    );
    return 1;
  }
  const wanted =
    names.length === 0 && changed !== undefined ? ["unit", "components", "integration"] : names;
  const steps = all.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const startedAt = performance.now();
  const results: Result[] = [];
  const outputs = showInTurn((text) => void process.stdout.write(text));
  await runSideBySide(steps, places, async (step) => {
    results.push(await runTimed(step, outputs.open()));
  });
  const ordered = steps.flatMap((step) => results.filter((result) => result.step === step));
  return summarise(ordered, secondsSince(startedAt));
}

async function runTimed(step: Step, output: StepOutput): Promise<Result> {
  output.write(`\n${styleText(["bold", "inverse"], ` ${step.title} `)}\n\n`);
  const startedAt = performance.now();
  const count = await runSafely(step, output);
  output.end();
  return { step, count, seconds: secondsSince(startedAt) };
}

async function runSafely(step: Step, output: StepOutput): Promise<Count | undefined> {
  try {
    return await step.run(output);
  } catch (error) {
    output.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return { passed: 0, failed: 1 };
  }
}

function summarise(results: readonly Result[], seconds: number): number {
  console.log(`\n${styleText(["bold", "inverse"], " Summary ")}\n`);
  for (const { step, count, seconds: own } of results) {
    const verdict = count ? `${count.passed} passed, ${count.failed} failed` : "NOT TESTED HERE";
    const mark = !count ? "?" : count.failed > 0 ? "✗" : "✓";
    printLine(mark, step.title, own, verdict);
  }
  printLine(" ", "All, two steps at a time", seconds, "");
  // The failures are printed again here, because a log of this length is often cut at its beginning.
  const failures = results.flatMap(({ count }) => count?.failures ?? []);
  if (failures.length > 0)
    console.log(`\nFailed:\n${failures.map((one) => `    ${one}\n`).join("")}`);
  const counts = results.flatMap(({ count }) => (count ? [count] : []));
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function printLine(mark: string, title: string, seconds: number, verdict: string): void {
  const time = `${seconds.toFixed(1).padStart(7)} s`;
  console.log(`  ${mark} ${title.padEnd(42)}${time}   ${verdict}`.trimEnd());
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}

/** Ends the running steps, and then the services that all steps share. */
function stopOnSignals(services: AsyncDisposable): void {
  const stop = async (): Promise<void> => {
    await endRunningCommands();
    await services[Symbol.asyncDispose]();
    process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void stop());
  }
  process.once("disconnect", () => void stop());
}
