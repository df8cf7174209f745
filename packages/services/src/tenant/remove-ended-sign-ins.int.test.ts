import { createDatabase } from "@churned/db/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { removeEndedSignIns } from "./remove-ended-sign-ins.ts";

let world: Arranged;
beforeAll(async () => {
  world = await arrange();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("the worker deletes sign-ins, links and counters that are over, keeps all others, and reads none", async () => {
  await world.query(`
    insert into sessions (user_id, token, expires_at, last_used_at)
    select (select id from users limit 1), name, now() + expires::interval, now() - used::interval from (values
      ('valid', '1 minute', '23 hours 59 minutes'), ('expired', '-1 second', '1 minute'), ('idle', '1 day', '24 hours 1 second')
    ) as given (name, expires, used)`);
  await world.query(`
    insert into verifications (identifier, value, expires_at)
    values ('valid', 'person', now() + interval '1 minute'), ('expired', 'person', now() - interval '1 second')`);
  await world.query(`
    insert into rate_limits (key, points, expire)
    select name, 1, (extract(epoch from now()) + seconds) * 1000 from (values ('valid', 60), ('expired', -1)) as given (name, seconds)`);

  const { operator } = world;
  const db = createDatabase({
    url: world.database.workerUrl,
    onError: (error) => operator.log.error({ err: error }, "a connection broke"),
  });
  const worker = { ...operator, db, actor: { kind: "system", name: "worker" } } as const;
  expect(await removeEndedSignIns(worker)).toBe(4);
  expect(await removeEndedSignIns(worker)).toBe(0);
  await expect(db.pool.query("select from sessions")).rejects.toThrow("permission denied");
  await db.close();

  const names = async (column: string, table: string) =>
    (await world.query<{ name: string }>(`select ${column} as name from ${table}`)).map(
      ({ name }) => name,
    );
  expect(await names("token", "sessions")).toEqual(["valid"]);
  expect(await names("identifier", "verifications")).toEqual(["valid"]);
  expect(await names("key", "rate_limits")).toEqual(["valid"]);
});
