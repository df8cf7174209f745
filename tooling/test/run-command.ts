import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { rootFolder } from "../launch/settings.ts";
import type { StepOutput } from "./show-in-turn.ts";

/** The numbers of passed and failed tests of a step. For each failed test, its name and the first line of its error. */
export type Count = {
  readonly passed: number;
  readonly failed: number;
  readonly failures?: readonly string[];
};

/** A command of a step. */
export type Command = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The target of the command's stdout and stderr. */
  readonly output: StepOutput;
};

const running = new Set<ChildProcess>();

/** Ends the running commands. Resolves when they are gone. */
export async function endRunningCommands(): Promise<void> {
  const ending = [...running].map(async (child) => {
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("close", resolve));
  });
  await Promise.all(ending);
}

/** Runs a command. The command counts as one test. */
export async function runCheck(command: Command): Promise<Count> {
  const code = await run(command);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Runs one vitest project and counts its tests. A file that fails to load counts as a failed test. */
export async function runVitest(
  project: string,
  { args, env, output }: Omit<Command, "command">,
): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), "churned-vitest-"));
  const report = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const all = ["run", "--project", project, ...reporters, ...args];
    const code = await run({ command: "vitest", args: all, env, output });
    const count = readReport(report);
    return { ...count, failed: code === 0 ? count.failed : Math.max(count.failed, 1) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs one of our scripts. The script writes its count to the file that `--count=FILE` names. */
export async function runCounting(
  script: string,
  { args, env, output }: Omit<Command, "command">,
): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), "churned-count-"));
  const file = join(folder, "count.json");
  try {
    const all = [script, ...args, `--count=${file}`];
    const code = await run({ command: process.execPath, args: all, env, output });
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

/** The part of vitest's JSON report that this file reads. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

function readReport(file: string): Count {
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as Report;
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      failures: report.testResults.flatMap(listFailures),
    };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function listFailures(file: Report["testResults"][number]): string[] {
  const path = relative(rootFolder, file.name);
  const failed = file.assertionResults.filter(({ status }) => status === "failed");
  // A file that does not load has no tests.
  if (failed.length === 0 && file.status === "failed")
    return [`${path}: ${firstLine(file.message)}`];
  return failed.map(
    ({ fullName, failureMessages }) =>
      `${path}: ${fullName}\n      ${firstLine(failureMessages?.[0])}`,
  );
}

const firstLine = (text = ""): string => text.split("\n", 1)[0] ?? "";

async function run({ command, args, env, output }: Command): Promise<number> {
  return await new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: rootFolder,
      env: { ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", output.write);
    child.once("error", (error) => {
      running.delete(child);
      output.write(`${command} could not be run: ${error.message}\n`);
      resolve(1);
    });
    child.once("close", (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}
