// The processes of one `npm start`. They always end in the same order: programs first, the database last.

import { join } from "node:path";

import type { EmbeddedPostgres } from "@churned/embedded-postgres";

import type { DataDirLock } from "./data-dir.ts";
import { LaunchError } from "./launch-error.ts";
import { identifyProcess, sendSignal, type ProcessIdentity } from "./process-identity.ts";
import { superviseChild, type SupervisedChild } from "./supervise.ts";

/** Longer than the eight seconds that the worker's running handlers may take to finish. */
const stopGraceMs = 10_000;
const readyTimeoutMs = 60_000;

/** The running processes. */
export type Stack = {
  /**
   * Starts a program. Resolves when the program reports that it is ready. Throws LaunchError if the program cannot
   * start.
   */
  startProgram(
    name: string,
    script: string,
    env: Readonly<Record<string, string | undefined>>,
    nodeFlags?: readonly string[],
  ): Promise<void>;
  addCluster(cluster: EmbeddedPostgres): void;
  /** Ends all processes in order. A repeated call waits for the end that the first call began. */
  stop(): Promise<void>;
  /** Kills all processes at once. */
  killAll(): void;
};

/** Makes an empty stack. `onFailure` is called when a required process no longer runs. */
export function createStack(options: {
  readonly dataDir: string;
  readonly lock: DataDirLock;
  readonly say: (line: string) => void;
  readonly onFailure: (reason: string) => void;
}): Stack {
  const { dataDir, lock, say, onFailure } = options;
  const children: SupervisedChild[] = [];
  const identities: ProcessIdentity[] = [];
  let cluster: EmbeddedPostgres | undefined;
  let stopping: Promise<void> | undefined;

  const remember = (name: string, pid: number): void => {
    lock.addChild(name, pid);
    const identity = identifyProcess(pid);
    if (identity) identities.push(identity);
  };
  const startProgram: Stack["startProgram"] = async (name, script, env, nodeFlags = []) => {
    const logFile = join(dataDir, "logs", `${name}.log`);
    await new Promise<void>((resolve, reject) => {
      const tooLate = setTimeout(
        () => reject(new LaunchError(`The ${name} is not ready after a minute; see ${logFile}.`)),
        readyTimeoutMs,
      );
      children.push(
        superviseChild({
          name,
          script,
          nodeFlags,
          env,
          logFile,
          say,
          onStarted: (pid) => remember(name, pid),
          onReady: () => {
            clearTimeout(tooLate);
            resolve();
          },
          onGivenUp: (how) => {
            clearTimeout(tooLate);
            reject(new LaunchError(`The ${name} does not start (${how}); see ${logFile}.`));
            onFailure(`The ${name} does not stay up (${how}); see ${logFile}.`);
          },
        }),
      );
    });
  };
  const stopInOrder = async (): Promise<void> => {
    await Promise.all(children.map(async (child) => await child.stop(stopGraceMs)));
    await cluster?.stop();
  };
  const reportEnd = async (started: EmbeddedPostgres): Promise<void> => {
    await started.ended;
    if (!stopping) onFailure(`PostgreSQL ended; see ${join(dataDir, "logs", "postgres.log")}.`);
  };
  return {
    startProgram,
    addCluster: (started) => {
      cluster = started;
      remember("postgres", started.pid);
      void reportEnd(started);
    },
    stop: async () => await (stopping ??= stopInOrder()),
    killAll: () => {
      stopping ??= Promise.resolve();
      for (const identity of identities.toReversed()) {
        // SIGQUIT is PostgreSQL's immediate shutdown, which also ends PostgreSQL's own children.
        sendSignal(identity, identity.pid === cluster?.pid ? "SIGQUIT" : "SIGKILL");
      }
    },
  };
}
