// Keeps one child process running: output to its log file, restarts after a crash with growing pauses,
// an orderly end on request. A child that cannot start because of its environment (exit 78) is not restarted.

import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";

import { rootFolder } from "./settings.ts";

/** What to keep running. */
export type ChildOptions = {
  readonly name: string;
  /** Script, from the repository's root. */
  readonly script: string;
  readonly nodeFlags: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  readonly onStarted: (pid: number) => void;
  /** Called each time it says over IPC that it is ready. */
  readonly onReady: () => void;
  /** Called once, when it is not restarted any more. */
  readonly onGivenUp: (reason: string) => void;
  readonly say: (line: string) => void;
};

/** A child that is kept running. */
export type SupervisedChild = {
  readonly name: string;
  /** SIGTERM, SIGKILL after `graceMs`; resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
};

const exitConfig = 78;
const firstPauseMs = 500;
const longestPauseMs = 30_000;
const maxRestarts = 10;
/** One that has never been ready is broken, not unlucky. */
const maxRestartsBeforeReady = 1;
/** Having run this long, a child has proved itself: counting begins anew. */
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
    // Detached: Ctrl-C reaches only the launcher, which stops its children in order.
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
