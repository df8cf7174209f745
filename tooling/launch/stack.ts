// The processes of one `npm start`, and the one way they end: programs first, the database last.

import { join } from "node:path";

import type { EmbeddedPostgres } from "@churned/embedded-postgres";

import type { DataDirLock } from "./data-dir.ts";
import { LaunchError } from "./launch-error.ts";
import { identifyProcess, sendSignal, type ProcessIdentity } from "./process-identity.ts";
import { superviseChild, type SupervisedChild } from "./supervise.ts";

/** Running handlers of the worker may take eight seconds to drain. */
const stopGraceMs = 10_000;
const readyTimeoutMs = 60_000;

/** What is running. */
export type Stack = {
  /** Starts a program and resolves when it says that it is ready; throws LaunchError when it cannot. */
  startProgram(
    name: string,
    script: string,
    env: Readonly<Record<string, string | undefined>>,
    nodeFlags?: readonly string[],
  ): Promise<void>;
  addCluster(cluster: EmbeddedPostgres): void;
  /** Ends everything in order. Repeated calls wait for the same end. */
  stop(): Promise<void>;
  /** Kills everything now. */
  killAll(): void;
};

/** An empty stack. `onFailure` is told when something that must run does not any more. */
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
        // SIGQUIT is PostgreSQL's immediate shutdown: it takes its own children along.
        sendSignal(identity, identity.pid === cluster?.pid ? "SIGQUIT" : "SIGKILL");
      }
    },
  };
}
