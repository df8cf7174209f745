import { createDatabase } from "@churned/db/client";
import type { Database } from "@churned/db/client";
import { createLogger, createMetrics } from "@churned/runtime";
import type { WorkerContext } from "@churned/services/context";
import { createPageMemory } from "@churned/services/context";
import { waitFor } from "@churned/testkit";
import { Client } from "pg";
import { afterEach, expect, it } from "vitest";
import { startStack } from "./testing/start-stack.ts";
import { startTimers } from "./timers.ts";

const nobody = (): never => {
  throw new Error("This test does not call Planhat.");
};

const none = { waiting: 0, active: 0, delayed: 0, oldestAgeMs: 0 };
const noHints = { check: none, sync: none, notify: none };

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Stack = Awaited<ReturnType<typeof startStack>>;

/** A worker's timers with pools of their own, whose statements are counted. */
function startIdleWorker(stack: Stack, workPoolSize: number) {
  const count = { statements: 0, transactions: 0 };
  const open = (poolSize: number): Database => {
    const opened = createDatabase({
      url: stack.database.workerUrl,
      poolSize,
      onError: () => undefined,
    });
    opened.pool.on("connect", (client) => {
      const query = client.query.bind(client) as (...args: unknown[]) => unknown;
      client.query = (...args: unknown[]): never => {
        count.statements += 1;
        return query(...args) as never;
      };
    });
    return opened;
  };
  const db = open(workPoolSize);
  db.pool.on("acquire", () => (count.transactions += 1));
  const lines: string[] = [];
  const ctx: WorkerContext = {
    ...stack.operator,
    log: createLogger({
      name: "worker",
      level: "info",
      destination: { write: (line) => void lines.push(line) },
    }),
    actor: { kind: "system", name: "worker" },
    db,
    hints: { hint: () => Promise.resolve(), counts: () => Promise.resolve(noHints) },
    openToken: nobody,
    describeToken: nobody,
    connectPlanhat: nobody,
    pageMemory: createPageMemory(),
    deliver: { keepsBody: true, send: { mail: undefined, slack: undefined } },
  };
  const stopping = new AbortController();
  const timers = startTimers(
    ctx,
    createMetrics(),
    stopping.signal,
    open,
    () => Promise.resolve(true),
    { isRight: () => true },
  );
  closers.push(async () => {
    stopping.abort();
    await timers.stop();
    await db.close();
  });
  return {
    count,
    /** Whether the worker says that it runs the timers, or no longer because it lost the lock. */
    says: () => {
      const said = lines.findLast((line) => line.includes("runs the timers")) ?? "";
      return {
        runs: said.includes("this worker runs the timers"),
        lost: said.includes('"isLockLost":true'),
      };
    },
    stop: () => stopping.abort(),
  };
}

async function connectOwner(stack: Stack): Promise<Client> {
  const owner = new Client({ connectionString: stack.database.ownerUrl });
  await owner.connect();
  closers.push(() => owner.end());
  return owner;
}

it("the timers' lock takes no connection from the work: all timers run with a work pool of one connection", async () => {
  await using stack = await startStack("postgresql");
  const owner = await connectOwner(stack);
  await owner.query("update connections set state = 'connected', next_sync_at = now()");
  startIdleWorker(stack, 1);
  const begun = await waitFor(async () => (await owner.query("select from syncs")).rowCount === 2, {
    timeoutMs: 20_000,
    what: "the syncs that were due",
  });
  expect(begun).toBe(true);
  for (const close of closers.splice(0).toReversed()) await close();
}, 60_000);

it("the timers run in one of five workers, and in another one as soon as it dies or stops", async () => {
  await using stack = await startStack("postgresql");
  const owner = await connectOwner(stack);
  const workers = Array.from({ length: 5 }, () => startIdleWorker(stack, 2));
  /** Waits until exactly one worker runs the timers and has sent many statements. */
  const waitForOne = async () =>
    await waitFor(
      () => {
        const [running, ...more] = workers.filter((worker) => worker.says().runs);
        const isBusy = (running?.count.statements ?? 0) > 150;
        return more.length === 0 && isBusy ? running : undefined;
      },
      { timeoutMs: 60_000, what: "a worker that runs the timers" },
    );
  const first = await waitForOne();
  const idle = workers.filter((worker) => worker !== first);
  expect(idle.map(({ count }) => count.transactions)).toEqual([0, 0, 0, 0]);
  const asked = idle.reduce((sum, { count }) => sum + count.statements, 0);
  expect(asked).toBeLessThan(first.count.statements / 2);

  // The session of the lock ends as it does when the process is killed. The worker notices and runs no timer any more.
  await owner.query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and database =
       (select oid from pg_database where datname = current_database())`,
  );
  await waitFor(() => first.says().lost, { what: "the first worker to lose the lock" });
  first.stop();
  const second = await waitForOne();
  expect(second).not.toBe(first);
  second.stop();
  await waitFor(() => !second.says().runs, { what: "the second worker to stop" });
  const third = await waitForOne();
  expect([first, second]).not.toContain(third);
  for (const close of closers.splice(0).toReversed()) await close();
}, 180_000);
