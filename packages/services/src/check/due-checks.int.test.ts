import { listenForDueChecks, releaseCheck } from "@churned/db/check";
import { asOperator } from "@churned/db/client";
import { waitFor } from "@churned/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { saveToken } from "../token/save-token.ts";
import { createCheck } from "./create-check.ts";
import { sweepDueConnections } from "./sweep-due-connections.ts";

describe("the transaction that makes a check due", () => {
  let world: Arranged;
  let heard: number;
  let listener: Awaited<ReturnType<typeof listenForDueChecks>>;
  beforeEach(async () => {
    world = await arrange();
    heard = 0;
    listener = await listenForDueChecks({
      url: world.database.workerUrl,
      onDue: () => (heard += 1),
      onReconnect: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
  });
  afterEach(async () => {
    await listener.close();
    await world[Symbol.asyncDispose]();
  });

  const wakes = async (change: () => Promise<unknown>): Promise<boolean> => {
    const before = heard;
    await change();
    return await waitFor(() => heard > before, { timeoutMs: 5_000, what: "the workers to wake" });
  };

  it("wakes the workers, for a Save, a person's check, a take-over, a sweep and a release", async () => {
    const { customer, connectionId: id } = world.acme;
    expect(
      await wakes(async () => saveToken(customer, { id, sealed: await world.seal(id, "x") })),
    ).toBe(true);
    await world.query("update checks set state = 'done', done_at = now()");
    await world.query("update credentials set slot = 'active'");
    expect(await wakes(() => createCheck(customer, { id }))).toBe(true);
    await world.query("update checks set state = 'done', done_at = now() - interval '1 day'");
    await world.query("update connections set next_check_at = now() - interval '1 second'");
    expect(await wakes(() => sweepDueConnections(world.worker))).toBe(true);
    expect(await wakes(() => createCheck(customer, { id }))).toBe(true);
    const [claimed] = await world.query<{ id: string; epoch: number }>(
      "update checks set state = 'running', epoch = epoch + 1 where state = 'queued' returning id, epoch::int as epoch",
    );
    if (claimed === undefined) throw new Error("No check is open.");
    const release = { nextAttemptAt: new Date(), reason: "", requests: [], attempts: [] };
    const { db, actor } = world.worker;
    expect(
      await wakes(() => asOperator(db, actor, (tx) => releaseCheck(tx, claimed, release))),
    ).toBe(true);
  });
});
