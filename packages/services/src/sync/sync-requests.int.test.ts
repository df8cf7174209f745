import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pauseConnection } from "../connection/change-connection.ts";
import { getSync, listSyncRequests, listTimeline } from "../reading/read.ts";
import { listOutbox } from "../notification/list-outbox.ts";
import { cancelSync } from "./cancel-sync.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { createSyncRequest } from "./create-sync-request.ts";
import { approveSyncRequest, declineSyncRequest } from "./decide-sync-request.ts";

describe("sync requests", () => {
  let world: Arranged;
  beforeAll(async () => {
    world = await arrange();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await world.query("delete from syncs");
    await world.query("delete from sync_requests");
    await world.query("delete from notifications");
    await world.query("update connections set state = 'connected'");
  });

  const request = () => createSyncRequest(world.acme.customer, { id: world.acme.connectionId });

  it("are made and reported once, however often a customer presses the button", async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, request));
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
    expect((await listOutbox(world.operator)).map(({ to }) => to)).toEqual([
      "operator@churned.example",
    ]);
  });

  it("wait until Planhat is connected", async () => {
    await world.query("update connections set state = 'needs_customer'");
    await expect(request()).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("start one sync if ten operators approve at once", async () => {
    const { id } = await request();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => approveSyncRequest(world.operator, { id })),
    );
    expect(new Set(answers.map(({ syncId }) => syncId)).size).toBe(1);
    const sync = await getSync(world.acme.customer, { id: answers[0]?.syncId ?? "" });
    expect(sync).toMatchObject({ state: "queued", mode: "full" });
    expect(sync.streams).toHaveLength(12);
    await expect(
      declineSyncRequest(world.operator, { id, reason: "Too late." }),
    ).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("are declined with a reason that the customer sees on the page and in a mail", async () => {
    const { id } = await request();
    expect(
      await declineSyncRequest(world.operator, { id, reason: "Your contract begins in May." }),
    ).toMatchObject({ state: "declined", reason: "Your contract begins in May." });
    const { items } = await listSyncRequests(world.acme.customer, { limit: 10 });
    expect(items[0]).toMatchObject({ state: "declined", reason: "Your contract begins in May." });
    const mails = (await listOutbox(world.operator)).filter(({ to }) => to === "ada@acme.example");
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain("Your contract begins in May.");
    // After a request is declined, the customer can make another request.
    expect((await request()).id).not.toBe(id);
  });

  it("can be made only by customers and answered only by operators", async () => {
    const { id } = await request();
    await expect(
      createSyncRequest(world.operator, { id: world.acme.connectionId }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(approveSyncRequest(world.acme.customer, { id })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(
      createSyncRequest(world.globex.customer, { id: world.acme.connectionId }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("lead to a sync that can be cancelled, and that a pause stops", async () => {
    const { syncId } = await approveSyncRequest(world.operator, await request());
    const cancelling = { id: syncId, reason: "The wrong tenant." };
    await cancelSync(world.operator, cancelling);
    await cancelSync(world.operator, cancelling);
    const { items } = await listTimeline(world.acme.customer, {
      id: world.acme.connectionId,
      limit: 50,
    });
    const asked = items.filter(({ kind }) => kind === "sync_cancel_asked");
    expect(asked).toMatchObject([
      { detail: "The wrong tenant.", actor: "Operator (Churned)", syncId },
    ]);
    await pauseConnection(world.operator, {
      id: world.acme.connectionId,
      reason: "Asked by the customer.",
    });
    const rows = await world.query<{ asked: boolean }>(
      "select cancel_requested_at is not null as asked from syncs",
    );
    expect(rows).toEqual([{ asked: true }]);
  });
});
