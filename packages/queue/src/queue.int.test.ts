import { randomUUID } from "node:crypto";
import { acquirePostgres } from "@churned/testkit/postgres";
import { Redis } from "ioredis";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import {
  createHints,
  emptyQueues,
  migrateQueue,
  startWorkers,
  type HandledHint,
  type HintHandler,
  type Hints,
  type QueueLocation,
} from "./index.ts";
import { acquireRedis, findFreePort, startRedis } from "./redis.testing.ts";

type Engine = {
  /** A queue location that no other test uses. */
  locate: () => QueueLocation;
  /** Makes the server end every connection of the queue. */
  cutConnections: () => Promise<void>;
};

const postgres = await acquirePostgres();
const redis = await acquireRedis(process.env);
const database = await postgres.createDatabase();
await migrateQueue({ databaseUrl: database.url, roles: [] });

const engines: [string, Engine][] = [["PostgreSQL", onPostgres(database.url)]];
if (redis !== undefined) engines.push(["Redis", onRedis(redis.url)]);

afterAll(async () => {
  await database.drop();
  await postgres.release();
  await redis?.stop();
});

function onPostgres(databaseUrl: string): Engine {
  return {
    locate: () => ({ databaseUrl }),
    cutConnections: async () => {
      await query(
        databaseUrl,
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      );
    },
  };
}

function onRedis(redisUrl: string): Engine {
  return {
    locate: () => ({ databaseUrl: "unused", redisUrl, prefix: randomUUID() }),
    cutConnections: async () => {
      const client = new Redis(redisUrl);
      await client.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      await client.quit();
    },
  };
}

async function query(databaseUrl: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(sql);
    return result.rows;
  } finally {
    await client.end();
  }
}

/** Collects a test's errors and handled hints, and what to close after the test. */
function makeBench(location: QueueLocation) {
  const errors: { message: string; step: string; id?: string }[] = [];
  const done: HandledHint[] = [];
  const seen: string[] = [];
  const onError = (error: Error, context: { step: string; id?: string }): void => {
    errors.push({ message: error.message, ...context });
  };
  const hints = createHints({ ...location, onError });
  closers.push(() => hints.close());
  const run = async (work: HintHandler = () => Promise.resolve()) => {
    const handler: HintHandler = async (id, signal) => {
      seen.push(id);
      await work(id, signal);
    };
    const workers = await startWorkers({
      ...location,
      handlers: { sync: handler, notify: handler },
      concurrency: { sync: 2, notify: 2 },
      onError,
      onJobDone: (handled) => done.push(handled),
    });
    closers.push(() => workers.close({ timeoutMs: 5000 }));
    return workers;
  };
  return { errors, done, seen, hints, run };
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** `open` resolves the promise `opened`. */
function makeGate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}

async function waitFor(check: () => unknown): Promise<void> {
  await vi.waitFor(check, { timeout: 15_000, interval: 10 });
}

async function countAll(hints: Hints): Promise<number> {
  const counts = await hints.counts();
  return Object.values(counts).reduce((sum, queue) => sum + queue.waiting + queue.delayed, 0);
}

describe.each(engines)("on %s", (_name, engine) => {
  let location: QueueLocation;
  beforeAll(() => {
    location = engine.locate();
  });
  afterEach(async () => emptyQueues(location));

  test("a hint reaches the handler of its queue, once", async () => {
    const bench = makeBench(location);
    await bench.run();
    const ids = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(ids.map((id) => bench.hints.hint("sync", id)));
    await waitFor(() => expect(bench.done).toHaveLength(20));
    expect(bench.seen.toSorted()).toEqual(ids.toSorted());
    expect(new Set(bench.done.map((handled) => handled.queue))).toEqual(new Set(["sync"]));
    expect(bench.errors).toEqual([]);
  });

  test("a hint given before any worker runs is kept, counted, and handled later", async () => {
    const bench = makeBench(location);
    await bench.hints.hint("sync", randomUUID());
    await bench.hints.hint("sync", randomUUID(), { delayMs: 60_000 });
    const { sync, notify } = await bench.hints.counts();
    expect(sync).toMatchObject({ waiting: 1, active: 0, delayed: 1 });
    expect(sync.oldestAgeMs).toBeLessThan(60_000);
    expect(notify).toEqual({ waiting: 0, active: 0, delayed: 0, oldestAgeMs: 0 });
    await bench.run();
    await waitFor(() => expect(bench.seen).toHaveLength(1));
  });

  test("a delayed hint comes when it is due, to a worker that waits", async () => {
    const bench = makeBench(location);
    await bench.run();
    const hintedAt = Date.now();
    await bench.hints.hint("sync", randomUUID(), { delayMs: 300 });
    await waitFor(() => expect(bench.seen).toHaveLength(1));
    expect(Date.now() - hintedAt).toBeGreaterThanOrEqual(299);
    expect(Date.now() - hintedAt).toBeLessThan(3000);
  });

  test("a hint for an id that is delayed or being handled right now is not lost", async () => {
    const bench = makeBench(location);
    const gate = makeGate();
    await bench.run(() => gate.opened);
    const id = randomUUID();
    await bench.hints.hint("sync", id, { delayMs: 60_000 });
    await bench.hints.hint("sync", id);
    await waitFor(() => expect(bench.seen).toHaveLength(1));
    await bench.hints.hint("sync", id);
    gate.open();
    await waitFor(() => expect(bench.seen).toEqual([id, id]));
  });

  test("a greater priority number runs later", async () => {
    const bench = makeBench(location);
    const [late, soon, first] = [randomUUID(), randomUUID(), randomUUID()];
    await bench.hints.hint("sync", late, { priority: 9 });
    await bench.hints.hint("sync", soon, { priority: 1 });
    await bench.hints.hint("sync", first);
    await bench.run();
    await waitFor(() => expect(bench.seen).toEqual([first, soon, late]));
  });

  test("a handler's failure is told, is not retried, and leaves nothing in the queue", async () => {
    const bench = makeBench(location);
    await bench.run(() => Promise.reject(new Error("S3CRET in a message")));
    const id = randomUUID();
    await bench.hints.hint("notify", id);
    await waitFor(() => expect(bench.done).toMatchObject([{ id, outcome: "failed" }]));
    expect(bench.errors).toMatchObject([{ step: "handler", id, message: "S3CRET in a message" }]);
    await waitFor(async () =>
      expect(await bench.hints.counts()).toMatchObject({ notify: { active: 0, waiting: 0 } }),
    );
    expect(bench.seen).toEqual([id]);
  });

  test("close waits for what runs and takes no more hints", async () => {
    const bench = makeBench(location);
    const gate = makeGate();
    const workers = await bench.run(() => gate.opened);
    await bench.hints.hint("sync", randomUUID());
    await waitFor(() => expect(bench.seen).toHaveLength(1));
    const closing = workers.close({ timeoutMs: 10_000 });
    gate.open();
    await closing;
    expect(bench.done).toMatchObject([{ outcome: "done" }]);
    await bench.hints.hint("sync", randomUUID());
    expect(await countAll(bench.hints)).toBe(1);
    expect(bench.seen).toHaveLength(1);
  });

  test("close aborts at its timeout, also handlers that do not listen", async () => {
    const bench = makeBench(location);
    const aborted: string[] = [];
    const never = new Promise<void>(() => {});
    const deaf = randomUUID();
    const workers = await bench.run(async (id, signal) => {
      if (id === deaf) return never;
      await new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => resolve());
      });
      aborted.push(id);
    });
    const listening = randomUUID();
    await bench.hints.hint("sync", listening);
    await bench.hints.hint("notify", deaf);
    await waitFor(() => expect(bench.seen).toHaveLength(2));
    const startedAt = Date.now();
    await workers.close({ timeoutMs: 100 });
    expect(Date.now() - startedAt).toBeLessThan(5000);
    expect(aborted).toEqual([listening]);
    expect(bench.errors).toContainEqual(expect.objectContaining({ step: "close" }));
  });

  test("goes on after all connections were cut", async () => {
    const bench = makeBench(location);
    await bench.run();
    await bench.hints.hint("sync", randomUUID());
    await waitFor(() => expect(bench.done).toHaveLength(1));
    await engine.cutConnections();
    // A hint may be lost with its connection. So send a hint again until one is handled, as the reconciler does.
    await waitFor(async () => {
      await bench.hints.hint("sync", randomUUID());
      expect(bench.done.length).toBeGreaterThan(3);
    });
    expect(bench.errors.map((error) => error.step)).not.toContain("payload");
  });

  test("emptyQueues forgets what waits, now or later, and leaves the queue working", async () => {
    const bench = makeBench(location);
    await bench.hints.hint("sync", randomUUID());
    await bench.hints.hint("sync", randomUUID(), { delayMs: 50 });
    await bench.hints.hint("notify", randomUUID(), { priority: 3 });
    expect(await countAll(bench.hints)).toBe(3);
    await emptyQueues(location);
    expect(await countAll(bench.hints)).toBe(0);
    await bench.run();
    const id = randomUUID();
    await bench.hints.hint("sync", id);
    await waitFor(() => expect(bench.seen).toEqual([id]));
  });
});

describe("migrateQueue", () => {
  test("may run many times at once, and lets a role use the queue but not change its tables", async () => {
    const own = await postgres.createDatabase();
    const role = `queue_user_${randomUUID().replaceAll("-", "")}`;
    try {
      await query(own.url, `create role ${role} login password 'x'`);
      await Promise.all(
        Array.from({ length: 5 }, () => migrateQueue({ databaseUrl: own.url, roles: [role] })),
      );
      const asRole = new URL(own.url);
      asRole.username = role;
      asRole.password = "x";
      const bench = makeBench({ databaseUrl: asRole.href });
      const workers = await bench.run();
      await bench.hints.hint("sync", randomUUID());
      await waitFor(() => expect([bench.done.length, bench.errors]).toEqual([1, []]));
      await workers.close({ timeoutMs: 5000 });
      await emptyQueues({ databaseUrl: asRole.href });
      await expect(query(asRole.href, "drop table bullmq.job")).rejects.toThrow("must be owner");
      await expect(query(asRole.href, "truncate bullmq.job")).rejects.toThrow("permission denied");
    } finally {
      await own.drop();
      await query(postgres.url, `drop role if exists ${role}`);
    }
  });

  test("workers refuse to start where it has not run", async () => {
    const own = await postgres.createDatabase();
    try {
      await expect(makeBench({ databaseUrl: own.url }).run()).rejects.toThrow("not initialized");
    } finally {
      await own.drop();
    }
  });
});

describe("with its engine down", () => {
  test.each([
    ["PostgreSQL", (port: number) => ({ databaseUrl: `postgres://a:b@127.0.0.1:${port}/x` })],
    ["Redis", (port: number) => ({ databaseUrl: "unused", redisUrl: `redis://127.0.0.1:${port}` })],
  ])("a hint to %s returns at once and is told as lost", async (_name, locateAt) => {
    const bench = makeBench(locateAt(await findFreePort()));
    const id = randomUUID();
    const startedAt = Date.now();
    await bench.hints.hint("sync", id);
    expect(Date.now() - startedAt).toBeLessThan(1500);
    expect(bench.errors).toContainEqual(expect.objectContaining({ step: "hint", id }));
    await expect(bench.hints.counts()).rejects.toThrow(/ECONNREFUSED|not reachable/);
  });
});

describe.runIf(redis !== undefined)("a Redis of its own", () => {
  test("that comes up late serves producer and worker that were there before", async () => {
    const port = await findFreePort();
    const bench = makeBench({ databaseUrl: "unused", redisUrl: `redis://127.0.0.1:${port}` });
    await bench.run();
    await bench.hints.hint("sync", randomUUID());
    expect(bench.seen).toEqual([]);
    const late = await startRedis(process.env, port);
    closers.unshift(async () => late?.stop());
    await waitFor(async () => {
      await bench.hints.hint("sync", randomUUID());
      expect(bench.seen.length).toBeGreaterThan(0);
    });
  });

  /** Starts a Redis with these options, for one test. */
  async function startOne(...options: string[]): Promise<QueueLocation> {
    const started = await startRedis(process.env, await findFreePort(), options);
    closers.push(async () => started?.stop());
    return { databaseUrl: "unused", redisUrl: started?.url ?? "" };
  }
  const anyone = ["--user", "default", "on", "nopass", "~*", "&*"];

  test.each([
    ["may evict keys", ["--maxmemory-policy", "allkeys-lru"], "maxmemory-policy to noeviction"],
    ["forbids INFO", [...anyone, "+@all", "-info"], "may not run the command INFO"],
    ["forbids scripts", [...anyone, "+@all", "-@scripting"], "may not run the commands"],
    [
      "forbids the keys of the queue",
      [...anyone.slice(0, 4), "~other*", "&*", "+@all"],
      "the keys",
    ],
    ["is a cluster", ["--cluster-enabled", "yes"], "cluster mode"],
    ["needs a password", ["--requirepass", "secret"], "refuses the user name or the password"],
  ])("that %s is refused at boot in words", async (_what, options, words) => {
    const bench = makeBench(await startOne(...options));
    await expect(bench.run()).rejects.toThrow(words);
    expect(await bench.hints.inspect()).toMatchObject({
      state: "unfit",
      reason: expect.stringContaining(words),
    });
  });

  test("that is full is told as full, and not as unfit", async () => {
    const { redisUrl = "" } = await startOne("--maxmemory", "1");
    const bench = makeBench({ databaseUrl: "unused", redisUrl });
    expect(await bench.hints.inspect()).toMatchObject({ state: "full" });
  });
});
