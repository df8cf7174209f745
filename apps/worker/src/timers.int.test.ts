import { createDatabase } from "@churned/db/client";
import type { Database } from "@churned/db/client";
import { createMetrics } from "@churned/runtime";
import type { WorkerContext } from "@churned/services/context";
import { createPageMemory } from "@churned/services/context";
import { waitFor } from "@churned/testkit";
import { Client } from "pg";
import { expect, it } from "vitest";
import { startStack } from "./testing/start-stack.ts";
import { startTimers } from "./timers.ts";

const nobody = (): never => {
  throw new Error("This test does not call Planhat.");
};

it("the timers' locks take no connection from the work: all timers run with a work pool of one connection", async () => {
  await using stack = await startStack("postgresql");
  const url = stack.database.workerUrl;
  const open = (poolSize: number): Database =>
    createDatabase({ url, poolSize, onError: () => undefined });
  const db = open(1);
  const ctx: WorkerContext = {
    ...stack.operator,
    actor: { kind: "system", name: "worker" },
    db,
    hints: { hint: () => Promise.resolve(), counts: nobody },
    openToken: nobody,
    describeToken: nobody,
    connectPlanhat: nobody,
    pageMemory: createPageMemory(),
    deliver: { keepsBody: true, send: { mail: undefined, slack: undefined } },
  };
  const owner = new Client({ connectionString: stack.database.ownerUrl });
  await owner.connect();
  await owner.query("update connections set state = 'connected', next_sync_at = now()");
  const stop = new AbortController();
  const timers = startTimers(ctx, createMetrics(), stop.signal, open, () => Promise.resolve(true));
  try {
    const begun = await waitFor(
      async () => (await owner.query("select from syncs")).rowCount === 2,
      { timeoutMs: 8_000, what: "the syncs that were due" },
    );
    expect(begun).toBe(true);
  } finally {
    stop.abort();
    await timers.stop();
    await owner.end();
    await db.close();
  }
}, 30_000);
