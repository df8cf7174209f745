import { createDatabase } from "@churned/db/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { createCheck } from "../check/create-check.ts";
import { saveToken } from "../token/save-token.ts";
import { bringBackDueTimes } from "./bring-back-due-times.ts";

let world: Arranged;
beforeAll(async () => {
  world = await arrange();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

it("brings back work that a wrong clock scheduled for next year, and leaves all other work", async () => {
  const { customer, connectionId: id } = world.acme;
  await saveToken(customer, { id, token: "a-token-that-is-pasted" });
  await createCheck(customer, { id });
  await world.query(
    "update connections set state = 'connected', next_check_at = now() + interval '5 hours', next_sync_at = now() + interval '61 minutes'",
  );
  const db = createDatabase({
    url: world.database.workerUrl,
    onError: (error) => world.operator.log.error({ err: error }, "a connection broke"),
  });
  const actor = { kind: "system", name: "worker" } as const;
  const bringBack = () => bringBackDueTimes({ ...world.operator, db, actor });
  expect(await bringBack()).toBe(0);

  await world.query(
    "update connections set next_check_at = now() + interval '200 days', next_sync_at = now() + interval '200 days'",
  );
  await world.query(
    "update checks set next_attempt_at = now() + interval '200 days', lease_until = now() + interval '200 days'",
  );
  const connections = (await world.query("select from connections")).length;
  const checks = (await world.query("select from checks where state <> 'done'")).length;
  expect(checks).toBeGreaterThan(0);
  expect(await bringBack()).toBe(2 * connections + 2 * checks);
  expect(
    await world.query(
      `select from connections where next_check_at > now() + interval '25 hours' or next_sync_at > now() + interval '70 minutes'
       union all select from checks where next_attempt_at > now() + interval '2 hours' or lease_until > now() + interval '5 minutes'`,
    ),
  ).toEqual([]);
  expect(await bringBack()).toBe(0);
  await db.close();
});
