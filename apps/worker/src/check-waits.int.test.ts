import { getConnection } from "@churned/services/reading";
import { saveToken } from "@churned/services/token";
import type { ServiceContext } from "@churned/services/context";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

describe("a wait", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack("postgresql");
    await stack.startWorker();
  });
  afterEach(() => stack.sandbox.clearFaults());
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });

  const unknown = (n: number): string => `a-token-that-no-account-has-${n}-${"x".repeat(40)}`;
  async function save(ctx: ServiceContext, id: string, token: string) {
    const startedAt = performance.now();
    const { checkId } = await saveToken(ctx, { id, token });
    const check = await stack.checkDone(ctx, checkId);
    return { ...check, tookMs: performance.now() - startedAt };
  }

  it("that Planhat demands for a wrong token delays no call with the right token", async () => {
    const { customer, connectionId: id } = await stack.addParty("Wrong, then right");
    stack.sandbox.setFaults([{ kind: "throttled", retryAfterSeconds: 600, isUnknownToken: true }]);
    expect((await save(customer, id, unknown(0))).verdict?.kind).toBe("throttled");
    const { token } = stack.sandbox.createAccount({ name: "a", view: "all" });
    const right = await save(customer, id, token);
    expect(right.verdict?.kind).toBe("connected");
    expect(right.requests).toHaveLength(right.models.length + 1);
  });

  it("that Planhat demands for one model delays no other model and no other token", async () => {
    const { customer, connectionId: id } = await stack.addParty("One model");
    const { token, accountId } = stack.sandbox.createAccount({ name: "a", view: "all" });
    stack.sandbox.setFaults([
      { kind: "throttled", retryAfterSeconds: 600, model: "nps", accountId },
    ]);
    for (let n = 0; n < 2; n += 1) {
      const check = await save(customer, id, token);
      expect(check.verdict?.kind).toBe("connected");
    }
    // Planhat asked once for a wait. Until the end of the wait, we do not call this model again.
    const asked = stack.sandbox.listRequests(accountId).filter(({ model }) => model === "nps");
    expect(asked).toHaveLength(1);
    const other = stack.sandbox.createAccount({ name: "b", view: "all" });
    const check = await save(customer, id, other.token);
    expect(check.probes.find(({ model }) => model === "nps")?.outcome).toBe("allowed");
  });

  it("is rare with mistyped tokens, because each after the first costs one call a host and one more to be sure", async () => {
    const { customer, connectionId: id } = await stack.addParty("Mistyped");
    // The first mistyped token may cost more calls: if its first answers take longer than 60 ms, the check calls all
    // models.
    await save(customer, id, unknown(9));
    for (let n = 0; n < 3; n += 1) {
      const check = await save(customer, id, unknown(n));
      expect(check.verdict?.kind).toBe("token_rejected");
      const asked = check.requests.map(({ host, path }) => `${host} ${path.split("?")[0]}`);
      expect(asked.toSorted()).toEqual(["api /companies", "api /endusers", "api-eu /companies"]);
    }
  });

  it("for our own call limit is shown at once as ours, with its end, and the test then continues by itself", async () => {
    const { customer, connectionId: id } = await stack.addParty("Our limit");
    const { token } = stack.sandbox.createAccount({ name: "a", view: "all" });
    // The stored budget says: the connection has just used all calls that its limit allows in a minute.
    const now = Date.now();
    const state = {
      starts: { probe: Array.from({ length: 200 }, () => now), page: [] },
      grants: [],
      told: {},
    };
    const owner = new Client({ connectionString: stack.database.ownerUrl });
    await owner.connect();
    await owner.query("insert into budgets (id, state) values ($1, $2)", [id, state]);
    await owner.end();
    const check = await save(customer, id, token);
    expect(check.tookMs).toBeLessThan(6_000);
    expect(check.requests).toEqual([]);
    expect(check.verdict).toMatchObject({
      kind: "throttled",
      explanation: expect.stringMatching(/wait is ours.* after \d\d:\d\d:\d\d UTC/),
    });
    const connection = await getConnection(customer, { id });
    const waitMs = Date.parse(connection.nextCheckAt ?? "") - now;
    expect(waitMs).toBeGreaterThan(55_000);
    expect(waitMs).toBeLessThan(80_000);
  });
});
