import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { rootFolder } from "../launch/settings.ts";

/** How many tests of a step passed and failed. */
export type Count = { readonly passed: number; readonly failed: number };

let running: ChildProcess | undefined;

/** Ends the command that runs, if any; resolves when it is gone. */
export async function endRunningCommand(): Promise<void> {
  const child = running;
  if (!child) return;
  child.kill("SIGTERM");
  await new Promise((resolve) => child.once("exit", resolve));
}

type Env = Readonly<Record<string, string | undefined>>;

/** Runs a command with its output on the terminal; counts as one test. */
export async function runCheck(command: string, args: readonly string[], env: Env): Promise<Count> {
  const code = await run(command, args, env);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Runs one project of vitest and counts its tests. A file that cannot even be loaded counts as a failed test. */
export async function runVitest(project: string, env: Env): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), "churned-vitest-"));
  const report = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const code = await run("vitest", ["run", "--project", project, ...reporters], env);
    const { passed, failed } = readReport(report);
    return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a script of ours that writes its count to the file named by `--count=FILE`. */
export async function runCounting(
  script: string,
  args: readonly string[],
  env: Env,
): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), "churned-count-"));
  const file = join(folder, "count.json");
  try {
    const code = await run(process.execPath, [script, ...args, `--count=${file}`], env);
    const count: Count = code === 0 ? JSON.parse(readFileSync(file, "utf8")) : readIfThere(file);
    return count;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readIfThere(file: string): Count {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Count;
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function readReport(file: string): Count {
  try {
    const report: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof report !== "object" || report === null) return { passed: 0, failed: 1 };
    const passed = "numPassedTests" in report ? Number(report.numPassedTests) : 0;
    const failed = "numFailedTests" in report ? Number(report.numFailedTests) : 1;
    return { passed, failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

async function run(command: string, args: readonly string[], env: Env): Promise<number> {
  return await new Promise((resolve) => {
    const child = spawn(command, args, { cwd: rootFolder, env: { ...env }, stdio: "inherit" });
    child.once("error", (error) => {
      console.error(`${command} could not be run: ${error.message}`);
      resolve(1);
    });
    running = child;
    child.once("exit", (code) => {
      running = undefined;
      resolve(code ?? 1);
    });
  });
}
