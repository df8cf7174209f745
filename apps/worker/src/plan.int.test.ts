import { setPlan } from "@churned/services/connection";
import {
  getCheck,
  getConnection,
  getEstimate,
  getSync,
  listChecks,
  listTimeline,
} from "@churned/services/reading";
import { countRecords } from "@churned/services/record";
import { approveSyncRequest, createSync, createSyncRequest } from "@churned/services/sync";
import { saveToken } from "@churned/services/token";
import type { Check } from "@churned/domain/wire";
import { defaultPlan, plannedModels } from "@churned/domain/plan";
import { waitFor } from "@churned/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Party, Stack } from "./testing/start-stack.ts";
import { startStack } from "./testing/start-stack.ts";

const reason = "Agreed with the customer.";

describe("the plan of a connection", () => {
  let stack: Stack;
  let account: { accountId: string; token: string };
  beforeAll(async () => {
    stack = await startStack("postgresql");
    await stack.startWorker();
    const sizes = { company: 20, enduser: 30, project: 7, nps: 12 };
    const [added] = stack.sandbox.addTenants({ key: "projects", sizes });
    if (added === undefined) throw new Error("The sandbox added no tenant.");
    account = added;
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });

  async function connect(name: string): Promise<Party> {
    const party = await stack.addParty(name);
    const { token } = account;
    const { checkId } = await saveToken(party.customer, { id: party.connectionId, token });
    await stack.checkDone(party.customer, checkId);
    return party;
  }
  /** Waits for the newest check to be done and to have probed this many models. */
  const checkOf = ({ customer, connectionId: id }: Party, models: number): Promise<Check> =>
    waitFor(
      async () => {
        const [newest] = (await listChecks(customer, { id, limit: 1 })).items;
        return newest?.state === "done" && newest.models.length === models ? newest : undefined;
      },
      { timeoutMs: 20_000, what: `a check of ${models} models` },
    );
  const isRunning = ({ customer, connectionId: id }: Party): Promise<true> =>
    waitFor(
      async () =>
        (await listChecks(customer, { id, limit: 1 })).items[0]?.state === "running" || undefined,
      { timeoutMs: 10_000, what: "the check to run" },
    );
  async function countOf({ customer, connectionId: id }: Party): Promise<Map<string, number>> {
    const { items } = await countRecords(customer, { id });
    return new Map(items.map(({ model, live }) => [model, live]));
  }
  async function syncDone({ customer }: Party, syncId: string): Promise<void> {
    await waitFor(async () => (await getSync(customer, { id: syncId })).doneAt !== null, {
      timeoutMs: 30_000,
      what: "the sync to end",
    });
  }

  it("causes a new test, estimate and sync when it changes, and keeps the landed records of a model that is off", async () => {
    const party = await connect("Changing");
    const { customer, connectionId: id } = party;
    const first = await approveSyncRequest(
      stack.operator,
      await createSyncRequest(customer, { id }),
    );
    await syncDone(party, first.syncId);
    const before = await countOf(party);
    expect(before.get("nps")).toBe(12);
    expect(before.has("project")).toBe(false);

    const plan = { ...defaultPlan, project: "required", nps: "off" } as const;
    const changed = await setPlan(stack.operator, { id, plan, reason });
    expect(changed.plan).toMatchObject({ company: "required", project: "required" });
    expect(changed.plan).not.toHaveProperty("nps");
    const check = await checkOf(party, plannedModels(plan).length);
    expect(check).toMatchObject({ trigger: "manual", verdict: { kind: "connected" } });
    expect(check.probes.map(({ model }) => model)).toContain("project");
    await waitFor(
      async () => {
        const estimate = await getEstimate(customer, { id });
        return (
          estimate.state === "ready" && estimate.models.some(({ model }) => model === "project")
        );
      },
      { timeoutMs: 20_000, what: "an estimate by the new plan" },
    );
    expect((await listTimeline(customer, { id, limit: 10 })).items).toContainEqual(
      expect.objectContaining({
        kind: "plan_changed",
        detail: `Required: Project. Not read any more: NPS; what has landed of it stays. ${reason}`,
      }),
    );

    // The sync reads only changed records, but it reads all records of a newly added model.
    const { id: syncId } = await createSync(stack.operator, { id, mode: "incremental" });
    await syncDone(party, syncId);
    const { streams } = await getSync(customer, { id: syncId });
    expect(streams.map(({ model }) => model).toSorted()).toEqual(plannedModels(plan).toSorted());
    const after = await countOf(party);
    expect(after.get("project")).toBe(7);
    expect(after.get("nps")).toBe(before.get("nps"));

    // Saving the same plan again has no effect.
    await setPlan(stack.operator, { id, plan, reason });
    const told = (await listTimeline(customer, { id, limit: 50 })).items;
    expect(told.filter(({ kind }) => kind === "plan_changed")).toHaveLength(1);
  });

  it("reports that a newly required model is not permitted, and that all is well once the model is off again", async () => {
    const party = await stack.addParty("Denied");
    const { customer, connectionId: id } = party;
    const narrow = stack.sandbox.createAccount({ name: "n", view: plannedModels(defaultPlan) });
    const { checkId } = await saveToken(customer, { id, token: narrow.token });
    await stack.checkDone(customer, checkId);
    const plan = { ...defaultPlan, issue: "required" } as const;
    await setPlan(stack.operator, { id, plan, reason });
    await checkOf(party, plannedModels(plan).length);
    expect(await getConnection(customer, { id })).toMatchObject({
      state: "needs_customer",
      verdict: "missing_permissions",
      verdictModels: ["issue"],
    });
    await setPlan(stack.operator, { id, plan: defaultPlan, reason });
    await checkOf(party, plannedModels(defaultPlan).length);
    expect(await getConnection(customer, { id })).toMatchObject({ state: "connected" });
  });

  it("is tested with every stored token", async () => {
    const party = await connect("Two tokens");
    const { customer, connectionId: id } = party;
    const narrow = stack.sandbox.createAccount({ name: "n", view: ["company"] });
    const { checkId } = await saveToken(customer, { id, token: narrow.token });
    await stack.checkDone(customer, checkId);
    const plan = { ...defaultPlan, project: "wanted" } as const;
    await setPlan(stack.operator, { id, plan, reason });
    const checks = (await listChecks(customer, { id, limit: 2 })).items;
    expect(checks.map(({ models }) => models)).toEqual(
      [1, 2].map(() => expect.arrayContaining(["project"])),
    );
    const kinds = checks.map(
      async (check) => (await stack.checkDone(customer, check.id)).verdict?.kind,
    );
    expect(new Set(await Promise.all(kinds))).toEqual(
      new Set(["connected", "missing_permissions"]),
    );
  });

  it("decides the verdict of a first token even if it is reduced during the test, and causes no mail", async () => {
    const { customer, connectionId: id } = await stack.addParty("Less");
    await setPlan(stack.operator, { id, plan: { ...defaultPlan, issue: "required" }, reason });
    const narrow = stack.sandbox.createAccount({ name: "n", view: plannedModels(defaultPlan) });
    const { accountId } = narrow;
    stack.sandbox.setFaults([{ kind: "slow", delayMs: 1_000, accountId, times: 13 }]);
    const { checkId } = await saveToken(customer, { id, token: narrow.token });
    await isRunning({ customer, connectionId: id });
    await setPlan(stack.operator, { id, plan: defaultPlan, reason });
    const check = await stack.checkDone(customer, checkId);
    expect(check.verdict?.kind).toBe("connected");
    expect(check.probes.map(({ model }) => model)).not.toContain("issue");
    const { items } = await listTimeline(customer, { id, limit: 50 });
    expect(items.filter(({ kind }) => kind === "check_done")).toHaveLength(1);
    stack.sandbox.clearFaults();
  });

  it("is tested at once after it changed during a test", async () => {
    const party = await connect("Meanwhile");
    const { customer, connectionId: id } = party;
    stack.sandbox.setFaults([{ kind: "slow", delayMs: 1_500, accountId: account.accountId }]);
    const { checkId } = await saveToken(customer, { id, token: account.token });
    await isRunning(party);
    const plan = { ...defaultPlan, workspace: "wanted" } as const;
    await setPlan(stack.operator, { id, plan, reason });
    stack.sandbox.clearFaults();
    const check = await stack.checkDone(customer, checkId);
    expect(check.models).toContain("workspace");
    // A verdict waits one second for an optional model. A later answer changes the stored verdict.
    const isProbed = async (): Promise<boolean> =>
      (await getCheck(customer, { id: checkId })).probes.some(({ model }) => model === "workspace");
    await waitFor(isProbed, { what: "the new model to be probed" });
  });
});
