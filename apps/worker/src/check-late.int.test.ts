import { getCheck, getConnection, listTimeline } from "@churned/services/reading";
import { saveToken } from "@churned/services/token";
import { waitFor } from "@churned/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

describe("a wanted model that is slow", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack("postgresql");
    await stack.startWorker();
  });
  afterEach(() => stack.sandbox.clearFaults());
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });

  it.each([
    { kind: "mute" },
    { kind: "drip" },
    { kind: "half_open" },
    { kind: "throttled", retryAfterSeconds: 15 },
  ] as const)(
    "does not delay the verdict, which names it as not answered yet: $kind",
    async (fault) => {
      const { customer, connectionId: id } = await stack.addParty(`Slow ${fault.kind}`);
      const { token, accountId } = stack.sandbox.createAccount({ name: "a", view: "all" });
      stack.sandbox.setFaults([{ ...fault, model: "nps", accountId }]);
      const startedAt = performance.now();
      const { checkId } = await saveToken(customer, { id, token });
      const check = await stack.checkDone(customer, checkId);
      // A check that waited for this model's answer would take 15 s or more.
      expect(performance.now() - startedAt).toBeLessThan(6_000);
      expect(check.verdict?.kind).toBe("connected");
      expect(check.verdict?.explanation).toContain("NPS: no answer yet");
      expect(check.pending).toEqual(["nps"]);
      expect(check.probes.map(({ model }) => model)).not.toContain("nps");
      // If no worker adds the late answer to the verdict, the next test comes soon.
      const { nextCheckAt } = await getConnection(customer, { id });
      expect(Date.parse(nextCheckAt ?? "") - Date.now()).toBeLessThan(5 * 60_000);
    },
  );

  it("amends the verdict on the page, the connection and the timeline when the model answers", async () => {
    const { customer, connectionId: id } = await stack.addParty("Amended");
    const view = ["company", "enduser"] as const;
    const all = stack.sandbox.createAccount({ name: "a", view: "all" });
    stack.sandbox.setFaults([
      { kind: "slow", delayMs: 1_500, model: "nps", accountId: all.accountId },
    ]);
    const { checkId } = await saveToken(customer, { id, token: all.token });
    expect((await stack.checkDone(customer, checkId)).pending).toEqual(["nps"]);
    const whole = await waitFor(
      async () => {
        const check = await getCheck(customer, { id: checkId });
        return check.pending.length === 0 ? check : undefined;
      },
      { timeoutMs: 10_000, what: "the verdict to be amended" },
    );
    expect(whole.verdict?.kind).toBe("connected");
    expect(whole.verdict?.explanation).not.toContain("no answer yet");
    expect(whole.probes.find(({ model }) => model === "nps")?.outcome).toBe("allowed");
    const { nextCheckAt } = await getConnection(customer, { id });
    expect(Date.parse(nextCheckAt ?? "") - Date.now()).toBeGreaterThan(2 * 3_600_000);

    const few = stack.sandbox.createAccount({ name: "b", view });
    stack.sandbox.setFaults([
      { kind: "slow", delayMs: 1_500, model: "nps", accountId: few.accountId },
    ]);
    const { checkId: second } = await saveToken(customer, { id, token: few.token });
    const soon = await stack.checkDone(customer, second);
    expect(soon.verdict?.kind).toBe("connected_partially");
    expect(soon.verdict?.models).not.toContain("nps");
    const amended = await waitFor(
      async () => {
        const check = await getCheck(customer, { id: second });
        return check.verdict?.models.includes("nps") ? check : undefined;
      },
      { timeoutMs: 10_000, what: "the verdict to be amended" },
    );
    expect(amended.pending).toEqual([]);
    expect((await getConnection(customer, { id })).verdictModels).toContain("nps");
    const { items } = await listTimeline(customer, { id, limit: 50 });
    expect(JSON.stringify(items)).not.toContain("pending");
  });
});
