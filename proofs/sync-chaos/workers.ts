/**
 * Workers as real processes. Each worker has its own network proxies to Planhat and PostgreSQL, whose connections can
 * go half-open. If a worker ends, a new worker replaces it, as under a supervisor.
 */
import { fileURLToPath } from "node:url";
import { createFaultProxy, startProcess, waitFor } from "@churned/testkit";
import type { FaultProxy, RunningProcess } from "@churned/testkit";
import type { Stack } from "@churned/worker/testing/start-stack";

/** A worker that runs or is stopped with SIGSTOP. */
export interface ChaosWorker {
  /** The worker's `application_name` in PostgreSQL. */
  readonly name: string;
  readonly process: RunningProcess;
  readonly planhat: FaultProxy;
  readonly postgres: FaultProxy;
  isStopped: boolean;
}

/** Keeps a number of workers running. */
export interface ChaosWorkers extends AsyncDisposable {
  /** The workers that run and are ready. */
  listRunning(): readonly ChaosWorker[];
  /** Kills a worker with SIGKILL. A new worker starts. */
  kill(worker: ChaosWorker): Promise<void>;
  /** Sends SIGSTOP, and SIGCONT after the given time. Resolves at once. */
  stop(worker: ChaosWorker, forMs: number): void;
  /** Resolves when no worker is stopped or starting. */
  settle(): Promise<void>;
  /** Workers that ended although nobody killed them, with the end of their output. */
  listFallen(): readonly string[];
  /** Counts the log lines of all workers that contain `part`. */
  countLines(part: string): number;
  /** All output of all workers. */
  listOutput(): string;
}

const readyWhen = (output: string): boolean => output.includes("the worker runs");

export async function startChaosWorkers(
  stack: Stack,
  { count, pageRows }: { readonly count: number; readonly pageRows: number },
): Promise<ChaosWorkers> {
  const script = fileURLToPath(new URL("worker.ts", import.meta.url));
  const running = new Set<ChaosWorker>();
  const all: ChaosWorker[] = [];
  const fallen: string[] = [];
  const under = new Set<Promise<unknown>>();
  let started = 0;
  let isOver = false;

  async function start(): Promise<void> {
    const name = `worker-${(started += 1)}`;
    const planhat = await createFaultProxy({ target: stack.sandbox.baseUrl("api") });
    const postgres = await createFaultProxy({ target: stack.database.workerUrl });
    const env = {
      ...stack.workerEnv,
      DATABASE_URL: `${postgres.url}?application_name=${name}`,
      PLANHAT_HOSTS: `api=${planhat.url}`,
    };
    let process: RunningProcess;
    try {
      process = await startProcess({ args: [script, String(pageRows)], env, readyWhen });
    } catch (error) {
      await planhat.drop();
      await postgres.drop();
      // While PostgreSQL is down, a worker cannot start. A supervisor would start it again, so this code does too.
      if (isOver) throw error;
      await start();
      return;
    }
    const worker = { name, process, planhat, postgres, isStopped: false };
    running.add(worker);
    all.push(worker);
    void replace(worker);
  }

  /** Starts a new worker when this worker has ended. */
  async function replace(worker: ChaosWorker): Promise<void> {
    const { code, signal } = await worker.process.ended;
    running.delete(worker);
    await worker.planhat.drop();
    await worker.postgres.drop();
    if (isOver) return;
    if (signal !== "SIGKILL")
      fallen.push(`${worker.name} ended with ${code}: ${worker.process.output().slice(-2_000)}`);
    follow(start());
  }

  function follow(work: Promise<unknown>): void {
    under.add(work);
    void work.finally(() => under.delete(work));
  }

  const workers: ChaosWorkers = {
    listRunning: () => [...running].filter(({ isStopped }) => !isStopped),
    async kill({ process }) {
      await process.kill("SIGKILL");
    },
    stop(worker, forMs) {
      const { pid } = worker.process;
      worker.isStopped = true;
      process.kill(pid, "SIGSTOP");
      follow(
        new Promise<void>((resolve) => {
          setTimeout(() => {
            worker.isStopped = false;
            if (running.has(worker)) process.kill(pid, "SIGCONT");
            resolve();
          }, forMs);
        }),
      );
    },
    async settle() {
      await waitFor(() => under.size === 0 && running.size === count, {
        timeoutMs: 60_000,
        what: "all workers to run",
      });
    },
    listFallen: () => fallen,
    countLines: (part) =>
      all.reduce((sum, worker) => sum + worker.process.output().split(part).length - 1, 0),
    listOutput: () => all.map((worker) => `${worker.name}\n${worker.process.output()}`).join("\n"),
    async [Symbol.asyncDispose]() {
      isOver = true;
      await Promise.all(
        [...running].map(async (worker) => {
          await worker.process.kill("SIGKILL");
        }),
      );
    },
  };
  await Promise.all(Array.from({ length: count }, start));
  return workers;
}
