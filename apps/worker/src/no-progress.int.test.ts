import type { Sync } from "@churned/domain/wire";
import { createSync, getEstimate, getSync, saveToken } from "@churned/services";
import { waitFor } from "@churned/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Party, Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

/** Attempts without a page after which a sync is given up. */
const attemptsMax = 20;

describe("a sync that makes no progress", () => {
  let stack: Stack;
  let owner: Client;
  let party: Party;
  let parties = 0;
  beforeAll(async () => {
    stack = await startStack("postgresql");
    owner = new Client({ connectionString: stack.database.ownerUrl });
    await owner.connect();
    await stack.startWorker();
  });
  afterAll(async () => {
    await owner.end();
    await stack[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    stack.sandbox.clearFaults();
    parties += 1;
    party = await stack.addParty(`Tenant ${parties}`);
    const { token } = stack.sandbox.createAccount({ name: "Churned", view: "all" });
    const { customer, connectionId: id } = party;
    const { checkId } = await saveToken(customer, { id, token });
    await stack.checkDone(customer, checkId);
    // Its calls would be counted among the sync's.
    await waitFor(async () => (await getEstimate(customer, { id })).state === "ready", {
      timeoutMs: 30_000,
      what: "the estimate",
    });
  });

  const failing = { kind: "status", status: 500 } as const;
  /** A sync that Planhat gives no page, after its first failure. */
  async function beginInVain(): Promise<string> {
    stack.sandbox.setFaults([failing]);
    const { id } = await createSync(stack.operator, { id: party.connectionId, mode: "full" });
    await until(id, "the first failure", ({ state }) => state === "waiting");
    return id;
  }
  /** As if it had failed so often by now. `leaseUntil`: as if its worker had died at its work. */
  async function failed(id: string, attempt: number, leaseUntil: Date | null = null) {
    const values = [id, attempt, leaseUntil];
    await owner.query(
      "update syncs set attempt = $2, lease_until = $3, next_attempt_at = now() where id = $1",
      values,
    );
  }
  const until = (id: string, what: string, is: (sync: Sync) => boolean): Promise<Sync> =>
    waitFor(
      async () => {
        const sync = await getSync(party.customer, { id });
        return is(sync) ? sync : undefined;
      },
      { timeoutMs: 30_000, what },
    );
  const ended = (id: string) => until(id, "the sync to end", ({ doneAt }) => doneAt !== null);

  it("is given up with its reason when Planhat has failed too often", async () => {
    const id = await beginInVain();
    await failed(id, attemptsMax);
    expect(await ended(id)).toMatchObject({
      state: "failed",
      reason: "It waited too long for Planhat, which answers with errors.",
    });
  });

  it("is found and given up with its reason when worker after worker died at it", async () => {
    const id = await beginInVain();
    await failed(id, attemptsMax, new Date(Date.now() - 1_000));
    expect(await ended(id)).toMatchObject({
      state: "failed",
      reason: "It was begun again too often, and no page came of it.",
    });
  });

  it("begins to count anew with every page, and not without one", async () => {
    const id = await beginInVain();
    await failed(id, attemptsMax - 1);
    const { rows } = await waitFor(
      async () => {
        const found = await owner.query<{ attempt: number }>(
          "select attempt from syncs where id = $1 and attempt >= $2",
          [id, attemptsMax],
        );
        return found.rowCount === 1 ? found : undefined;
      },
      { timeoutMs: 30_000, what: "one more failure" },
    );
    expect(rows).toEqual([{ attempt: attemptsMax }]);
    // Some pages, and Planhat fails again: that is the first failure once more, not the last.
    stack.sandbox.setFaults([{ ...failing, after: 4 }]);
    await owner.query("update syncs set next_attempt_at = now() where id = $1", [id]);
    await waitFor(
      async () => {
        const found = await owner.query("select from syncs where id = $1 and attempt = 1", [id]);
        return found.rowCount === 1 || undefined;
      },
      { timeoutMs: 30_000, what: "the count to begin anew" },
    );
    stack.sandbox.clearFaults();
    await owner.query("update syncs set next_attempt_at = now() where id = $1", [id]);
    expect((await ended(id)).state).toBe("succeeded");
  }, 60_000);
});
