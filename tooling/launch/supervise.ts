// Keeps one child process running: writes its output to a log file, restarts it after a crash with growing pauses, and
// ends it in order on request. A child whose environment is invalid (exit code 78) is not restarted.

import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";

import { rootFolder } from "./settings.ts";

/** The process to keep running. */
export type ChildOptions = {
  readonly name: string;
  /** The script's path, from the repository's root. */
  readonly script: string;
  readonly nodeFlags: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  readonly onStarted: (pid: number) => void;
  /** Called each time the child reports over IPC that it is ready. */
  readonly onReady: () => void;
  /** Called once, when the child will not be restarted any more. */
  readonly onGivenUp: (reason: string) => void;
  readonly say: (line: string) => void;
};

/** A supervised child. */
export type SupervisedChild = {
  readonly name: string;
  /** Sends SIGTERM, and SIGKILL after `graceMs`. Resolves when the child is gone. */
  stop(graceMs: number): Promise<void>;
};

const exitConfig = 78;
const firstPauseMs = 500;
const longestPauseMs = 30_000;
const maxRestarts = 10;
/** If a child has never been ready, it is not restarted after this many restarts. */
const maxRestartsBeforeReady = 1;
/** A child that ran for this time is stable, so the count of its restarts starts again. */
const stableAfterMs = 60_000;

/** Starts a child under Node and keeps it running until `stop`. */
export function superviseChild(options: ChildOptions): SupervisedChild {
  let child: ChildProcess | undefined;
  let isStopping = false;
  let hasBeenReady = false;
  let restarts = 0;
  let restartTimer: NodeJS.Timeout | undefined;

  const start = (): void => {
    const log = openSync(options.logFile, "a", 0o600);
    const startedAt = Date.now();
    // Detached, so that Ctrl-C reaches only the launcher. The launcher stops its children in order.
    const started = spawn(
      process.execPath,
      [...options.nodeFlags, join(rootFolder, options.script)],
      {
        cwd: rootFolder,
        env: { ...options.env, EXIT_WITH_PARENT: "true" },
        stdio: ["ignore", log, log, "ipc"],
        detached: true,
      },
    );
    closeSync(log);
    child = started;
    if (started.pid !== undefined) options.onStarted(started.pid);
    started.on("message", () => {
      hasBeenReady = true;
      options.onReady();
    });
    const onEnd = (how: string, code: number | null): void => {
      child = undefined;
      if (isStopping) return;
      if (Date.now() - startedAt > stableAfterMs) restarts = 0;
      const allowed = hasBeenReady ? maxRestarts : maxRestartsBeforeReady;
      const isHopeless = code === exitConfig || restarts >= allowed;
      const pauseMs = Math.min(firstPauseMs * 2 ** restarts, longestPauseMs);
      const next = isHopeless ? "" : ` Starting it again in ${pauseMs / 1000} s.`;
      options.say(`${options.name} ended (${how}).${next} Its last lines:`);
      options.say(readLastLines(options.logFile, 8));
      if (isHopeless) {
        options.onGivenUp(how);
        return;
      }
      restarts++;
      restartTimer = setTimeout(start, pauseMs);
    };
    started.once("exit", (code, signal) => onEnd(signal ?? `exit code ${code}`, code));
    started.once("error", (error) => onEnd(error.message, null));
  };

  rotateLog(options.logFile);
  start();
  return {
    name: options.name,
    stop: async (graceMs) => {
      isStopping = true;
      clearTimeout(restartTimer);
      const running = child;
      if (!running) return;
      const gone = new Promise<void>((resolve) => running.once("exit", () => resolve()));
      running.kill("SIGTERM");
      const force = setTimeout(() => running.kill("SIGKILL"), graceMs);
      await gone;
      clearTimeout(force);
    },
  };
}

/** Keeps the logs of the last three starts. */
export function rotateLog(file: string): void {
  for (const age of [2, 1]) {
    if (existsSync(`${file}.${age}`)) renameSync(`${file}.${age}`, `${file}.${age + 1}`);
  }
  if (existsSync(file)) renameSync(file, `${file}.1`);
}

/** The end of a log, indented for the terminal. */
function readLastLines(file: string, count: number): string {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(-count);
  return lines.map((line) => `    ${line.slice(0, 400)}`).join("\n");
}
