import type { Sync } from "@churned/domain/wire";
import { getEstimate, getSync } from "@churned/services/reading";
import { createSync } from "@churned/services/sync";
import { saveToken } from "@churned/services/token";
import { waitFor } from "@churned/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Party, Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

/** After this many attempts without a new page, a sync fails. */
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
    // The calls of an estimate would count among the calls of the sync.
    await waitFor(async () => (await getEstimate(customer, { id })).state === "ready", {
      timeoutMs: 30_000,
      what: "the estimate",
    });
  });

  const failing = { kind: "status", status: 500 } as const;
  /** Starts a sync for which Planhat gives no page, and waits for its first failure. */
  async function beginInVain(): Promise<string> {
    stack.sandbox.setFaults([failing]);
    const { id } = await createSync(stack.operator, { id: party.connectionId, mode: "full" });
    await until(id, "the first failure", ({ state }) => state === "waiting");
    return id;
  }
  /** Sets the number of failed attempts of the streams that are not done. */
  async function failed(id: string, attempt: number) {
    await owner.query(
      `update streams set attempt = $2, waiting_until = null
       where sync_id = $1 and done_at is null`,
      [id, attempt],
    );
    await owner.query("update syncs set next_attempt_at = now() where id = $1", [id]);
  }
  /** Sets the number of workers that have died while they ran the sync. */
  async function died(id: string, attempt: number) {
    await owner.query(
      `update syncs set attempt = $2, lease_until = now() - interval '1 second', next_attempt_at = now()
       where id = $1`,
      [id, attempt],
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
      reason: expect.stringMatching(
        /^Company, .* could not be read\. It waited too long for Planhat, which answers with errors\.$/,
      ),
    });
  });

  it("is found and given up with its reason when too many workers died while they ran it", async () => {
    const id = await beginInVain();
    await died(id, attemptsMax);
    expect(await ended(id)).toMatchObject({
      state: "failed",
      reason: "It was begun again too often, and no page came of it.",
    });
  });

  it("resets its count of failures with every page, and only then", async () => {
    const enduser = { ...failing, model: "enduser" } as const;
    stack.sandbox.setFaults([enduser]);
    const { id } = await createSync(stack.operator, { id: party.connectionId, mode: "full" });
    const counted = (what: string, condition: string) =>
      waitFor(
        async () => {
          const found = await owner.query(
            `select from streams where sync_id = $1 and model = 'enduser' and ${condition}`,
            [id],
          );
          return found.rowCount === 1 || undefined;
        },
        { timeoutMs: 30_000, what },
      );
    await counted("a second failure", "attempt >= 2");
    // After a page is stored, the next failure counts as the first failure.
    stack.sandbox.setFaults([{ ...enduser, after: 2 }]);
    await counted("the count to begin anew", "attempt = 1 and fetched > 0");
    stack.sandbox.clearFaults();
    expect((await ended(id)).state).toBe("succeeded");
  }, 90_000);
});
