import { fileURLToPath } from "node:url";
import { getConnection } from "@churned/services/reading";
import { saveToken } from "@churned/services/token";
import { freePort, startProcess, waitFor } from "@churned/testkit";
import type { RunningProcess } from "@churned/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

describe("a worker whose clock is 200 days ahead", () => {
  let stack: Stack;
  let owner: Client;
  let worker: RunningProcess;
  let url: string;
  beforeAll(async () => {
    stack = await startStack("postgresql");
    owner = new Client({ connectionString: stack.database.ownerUrl });
    await owner.connect();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    worker = await startProcess({
      args: ["--import", pathOf("testing/wrong-clock.ts"), pathOf("main.ts")],
      env: { ...stack.workerEnv, METRICS_PORT: String(port) },
      readyWhen: (output) => output.includes("the worker runs"),
    });
  });
  afterAll(async () => {
    await worker[Symbol.asyncDispose]();
    await owner.end();
    await stack[Symbol.asyncDispose]();
  });

  it("plans the next check of a saved token by PostgreSQL's clock", async () => {
    const { customer, connectionId: id } = stack.acme;
    const { token } = stack.sandbox.createAccount({ name: "a", view: "all" });
    const { checkId } = await saveToken(customer, { id, token });
    const check = await stack.checkDone(customer, checkId);
    expect(check.verdict?.kind).toBe("connected");
    const dayMs = 24 * 60 * 60_000;
    expect(Math.abs(Date.parse(check.doneAt ?? "") - Date.now())).toBeLessThan(dayMs);
    const { nextCheckAt } = await getConnection(customer, { id });
    expect(Date.parse(nextCheckAt ?? "") - Date.now()).toBeLessThan(dayMs);
  });

  it("says so in the log, in /readyz and in a metric", async () => {
    const readyz = await fetch(`${url}/readyz`);
    expect([readyz.status, await readyz.json()]).toEqual([
      503,
      {
        status: "not ready",
        reasons: ["the clock differs from PostgreSQL's clock by more than a minute"],
      },
    ]);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const ahead = Number(/^clock_ahead_seconds (\S+)$/m.exec(metrics)?.[1]);
    expect(Math.round(ahead / 86_400)).toBe(200);
    expect(worker.output()).toContain("differs from PostgreSQL's clock by more than a minute");
  });

  it("leaves the timers to a worker whose clock is right", async () => {
    await owner.query("update connections set state = 'connected', next_sync_at = now()");
    await stack.startWorker();
    await waitFor(() => stack.logLines.join("").includes("this worker runs the timers"), {
      timeoutMs: 20_000,
      what: "the other worker to run the timers",
    });
    expect(worker.output()).not.toContain("this worker runs the timers");
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain("timers_running 0");
  });
});
