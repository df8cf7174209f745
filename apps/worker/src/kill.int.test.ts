import { fileURLToPath } from "node:url";
import { getCheck, getSync } from "@churned/services/reading";
import { approveSyncRequest, createSyncRequest } from "@churned/services/sync";
import { saveToken } from "@churned/services/token";
import { startProcess, waitFor } from "@churned/testkit";
import type { RunningProcess } from "@churned/testkit";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

describe("a worker that is killed", () => {
  let stack: Stack;
  beforeEach(async () => {
    stack = await startStack("postgresql");
  });
  afterEach(async () => {
    await stack[Symbol.asyncDispose]();
  });

  const startWorkerProcess = (): Promise<RunningProcess> =>
    startProcess({
      args: [main],
      env: stack.workerEnv,
      readyWhen: (output) => output.includes("the worker runs"),
    });

  it("leaves a check that another worker finishes with the right verdict", async () => {
    const { customer, connectionId: id } = stack.acme;
    const { token } = stack.sandbox.createAccount({ name: "Churned", view: "all" });
    stack.sandbox.setFaults([{ kind: "slow", delayMs: 60_000 }]);
    const doomed = await startWorkerProcess();
    const { checkId } = await saveToken(customer, { id, token });
    // The sandbox has received the probes and answers none of them.
    await waitFor(() => stack.sandbox.listRequests().length >= 6 || undefined, {
      timeoutMs: 15_000,
      what: "the probes",
    });
    expect(await doomed.kill("SIGKILL")).toMatchObject({ signal: "SIGKILL" });
    expect(await getCheck(customer, { id: checkId })).toMatchObject({
      state: "running",
      verdict: null,
    });
    stack.sandbox.clearFaults();

    const next = await startWorkerProcess();
    const check = await stack.checkDone(customer, checkId);
    expect(check).toMatchObject({ verdict: { kind: "connected" }, attempt: 2 });
    expect(check.probes).toHaveLength(check.models.length);
    await next.kill();
  });

  it("leaves a sync that another worker finishes, with each record once", async () => {
    const { customer, connectionId: id } = stack.acme;
    const { token } = stack.sandbox.createAccount({ name: "Churned", view: "all" });
    let worker = await startWorkerProcess();
    const { checkId } = await saveToken(customer, { id, token });
    await stack.checkDone(customer, checkId);
    stack.sandbox.setFaults([{ kind: "slow", delayMs: 150 }]);
    const { syncId } = await approveSyncRequest(
      stack.operator,
      await createSyncRequest(customer, { id }),
    );
    // Kill the worker several times, each time after further progress.
    for (const done of [1, 4, 7]) {
      await waitFor(
        async () => {
          const { streams } = await getSync(customer, { id: syncId });
          return streams.filter(({ state }) => state === "succeeded").length >= done || undefined;
        },
        { timeoutMs: 40_000, what: `${done} streams to be done` },
      );
      await worker.kill("SIGKILL");
      worker = await startWorkerProcess();
    }
    stack.sandbox.clearFaults();
    const sync = await waitFor(
      async () => {
        const found = await getSync(customer, { id: syncId });
        return found.doneAt === null ? undefined : found;
      },
      { timeoutMs: 60_000, what: "the sync to end" },
    );
    await worker.kill();
    expect(sync.state).toBe("succeeded");

    const truth = stack.sandbox.listTenants().find(({ key }) => key === "acme")?.records ?? {};
    const client = new Client({ connectionString: stack.database.ownerUrl });
    await client.connect();
    const { rows } = await client.query<{ model: string; n: string; ids: string; seqs: string }>(
      "select model, count(*) as n, count(distinct planhat_id) as ids, count(distinct seq) as seqs from records group by model",
    );
    await client.end();
    const landed = Object.fromEntries(rows.map(({ model, n }) => [model, Number(n)]));
    const expected = Object.fromEntries(Object.entries(truth).filter(([, count]) => count > 0));
    expect(landed).toEqual(expected);
    for (const row of rows) expect([row.ids, row.seqs]).toEqual([row.n, row.n]);
    for (const stream of sync.streams)
      expect([stream.model, stream.fetched]).toEqual([stream.model, truth[stream.model] ?? 0]);
  }, 120_000);
});
