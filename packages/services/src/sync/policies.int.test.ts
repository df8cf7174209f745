import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAudit } from "../history/index.ts";
import { listSyncRequests, listSyncs, listTimeline } from "../reading/read.ts";
import { createSyncRequest } from "./create-sync-request.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { approveWaitingRequests, listPolicies, setPolicy } from "./policies.ts";

describe("automatic approval", () => {
  let world: Arranged;
  const clock = () => ({ ...world.operator, actor: { kind: "system", name: "worker" } as const });
  beforeAll(async () => {
    world = await arrange();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    for (const table of ["syncs", "sync_requests", "policies", "timeline"])
      await world.query(`delete from ${table}`);
    await world.query("update connections set state = 'connected'");
  });

  const ask = () => createSyncRequest(world.acme.customer, { id: world.acme.connectionId });
  const turn = (isOn: boolean) =>
    setPolicy(world.operator, { name: "approve_sync_requests", isOn });
  const stateOf = async () =>
    (await listSyncRequests(world.acme.customer, { limit: 1 })).items[0]?.state;

  it("is off until an operator turns it on, and off again when they turn it off", async () => {
    expect(await listPolicies(world.operator)).toMatchObject({
      items: [
        { name: "approve_sync_requests", isOn: false },
        { name: "leave_out_archived", isOn: false },
      ],
    });
    await ask();
    expect(await approveWaitingRequests(clock())).toBe(0);
    await turn(true);
    await turn(false);
    expect(await approveWaitingRequests(clock())).toBe(0);
    expect(await stateOf()).toBe("waiting");
  });

  it("starts one sync for a request, also with several timers, and names no person", async () => {
    await ask();
    await turn(true);
    await Promise.all(Array.from({ length: 5 }, () => approveWaitingRequests(clock())));
    expect(await approveWaitingRequests(clock())).toBe(0);
    expect(await stateOf()).toBe("approved");
    const { connectionId: id } = world.acme;
    expect((await listSyncs(world.operator, { id, limit: 10 })).items).toHaveLength(1);
    const { items } = await listTimeline(world.acme.customer, { id, limit: 10 });
    expect(items.filter(({ kind }) => kind === "sync_approved")).toMatchObject([
      { actor: "Churned" },
    ]);
  });

  it("leaves a request waiting while its connection does not work, and approves it later", async () => {
    await ask();
    await turn(true);
    await world.query("update connections set state = 'needs_customer'");
    expect(await approveWaitingRequests(clock())).toBe(0);
    expect(await stateOf()).toBe("waiting");
    await world.query("update connections set state = 'connected'");
    expect(await approveWaitingRequests(clock())).toBe(1);
    expect(await stateOf()).toBe("approved");
  });

  it("can be seen and changed only by operators, and the audit says who changed it", async () => {
    const forbidden = { code: "FORBIDDEN" };
    const { customer } = world.acme;
    await expect(listPolicies(customer)).rejects.toMatchObject(forbidden);
    await expect(
      setPolicy(customer, { name: "approve_sync_requests", isOn: true }),
    ).rejects.toMatchObject(forbidden);
    await turn(true);
    const { items } = await listAudit(world.operator, { limit: 1 });
    expect(items).toMatchObject([
      { action: "policy.on", subjectId: "approve_sync_requests", actor: "Operator" },
    ]);
  });
});
