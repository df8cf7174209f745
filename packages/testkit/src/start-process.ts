import { spawn } from "node:child_process";

import { waitFor } from "./wait-for.ts";

/** The program to run. */
export type StartProcessOptions = {
  /** The program. Default: this Node. */
  readonly command?: string;
  readonly args: readonly string[];
  /** The whole environment, except PATH, HOME, TMPDIR and NODE_COMPILE_CACHE, which are passed on. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /**
   * Called again and again with all output so far. The process is ready when the result is true. Without this
   * function, the process is ready at once.
   */
  readonly readyWhen?: (output: string) => boolean | Promise<boolean>;
  /** Default: 60,000. */
  readonly readyTimeoutMs?: number;
};

/** How a process ended. */
export type ProcessEnd = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A real process under test. Disposal sends SIGTERM, and SIGKILL after five seconds. */
export type RunningProcess = AsyncDisposable & {
  readonly pid: number;
  /** All output so far, stdout and stderr in the order of arrival. */
  output(): string;
  /** Sends the signal (default SIGTERM) and resolves when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<ProcessEnd>;
  readonly ended: Promise<ProcessEnd>;
};

const gracePeriodMs = 5_000;

/** Runs a real process, captures its output and waits until it is ready. The process gets an IPC channel and
 *  EXIT_WITH_PARENT=true, so that our own processes end with the test run, also where that is killed. Throws with the output
 *  where the process ends before it is ready, or is not ready in time. */
export async function startProcess(options: StartProcessOptions): Promise<RunningProcess> {
  const { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(options.command ?? process.execPath, options.args, {
    cwd: options.cwd,
    env: { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE, EXIT_WITH_PARENT: "true", ...options.env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  const collect = (chunk: Buffer): void => void (output += chunk.toString("utf8"));
  child.stdout?.on("data", collect);
  child.stderr?.on("data", collect);
  let end: ProcessEnd | undefined;
  const ended = new Promise<ProcessEnd>((resolve) => {
    const finish = (code: number | null, signal: NodeJS.Signals | null): void => {
      end ??= { code, signal };
      resolve(end);
    };
    child.once("close", finish);
    child.once("error", (error) => {
      output += String(error);
      finish(null, null);
    });
  });
  const kill = async (signal: NodeJS.Signals = "SIGTERM"): Promise<ProcessEnd> => {
    if (end === undefined) child.kill(signal);
    return await ended;
  };
  const dispose = async (): Promise<void> => {
    const force = setTimeout(() => child.kill("SIGKILL"), gracePeriodMs);
    await kill();
    clearTimeout(force);
  };
  const running: RunningProcess = {
    pid: child.pid ?? 0,
    output: () => output,
    kill,
    ended,
    [Symbol.asyncDispose]: dispose,
  };
  try {
    await waitUntilReady(options, running, () => end);
  } catch (error) {
    await dispose();
    throw error;
  }
  return running;
}

async function waitUntilReady(
  options: StartProcessOptions,
  running: RunningProcess,
  findEnd: () => ProcessEnd | undefined,
): Promise<void> {
  const { readyWhen } = options;
  if (!readyWhen) return;
  const name = options.args.join(" ");
  try {
    await waitFor(async () => findEnd() !== undefined || (await readyWhen(running.output())), {
      what: `${name} to be ready`,
      timeoutMs: options.readyTimeoutMs ?? 60_000,
      intervalMs: 50,
    });
  } catch (cause) {
    throw new Error(`${name} was not ready in time. It printed:\n${running.output()}`, { cause });
  }
  const end = findEnd();
  if (end) {
    throw new Error(
      `${name} ended (code ${end.code}, signal ${end.signal}) before it was ready. It printed:\n${running.output()}`,
    );
  }
}
