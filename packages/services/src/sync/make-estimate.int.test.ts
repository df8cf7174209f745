import { createDatabase } from "@churned/db/client";
import { expect, it } from "vitest";
import { getEstimate } from "../reading/read.ts";
import { createSync } from "./create-sync.ts";
import { arrange } from "../testing/arrange.ts";
import type { Asked } from "../testing/sync-worker.ts";
import { createSyncWorker } from "../testing/sync-worker.ts";
import { makeMissingEstimates } from "./make-estimate.ts";

it("keeps its counts when Planhat stops answering, and later asks only for the rest", async () => {
  await using world = await arrange();
  const id = world.acme.connectionId;
  const db = createDatabase({ url: world.database.workerUrl, onError: () => undefined });
  await world.query(
    `insert into credentials (id, tenant_id, connection_id, slot, key_id, sealed, sealed_hash, promoted_at)
     select gen_random_uuid(), tenant_id, id, 'active', 'k', 'enc.ciphertext', 'h', now() from connections where id = '${id}'`,
  );
  await world.query(
    `update connections set state = 'connected', plan = '{"company":"required","user":"wanted"}' where id = '${id}'`,
  );
  await world.query(
    `insert into estimates (connection_id, tenant_id, next_attempt_at) select id, tenant_id, '2000-01-01' from connections where id = '${id}'`,
  );
  const asked: Asked[] = [];
  let isUnwell = true;
  const { clock, ctx } = createSyncWorker(world, db, (one) => {
    asked.push(one);
    if (isUnwell && one.path.endsWith("/users")) return new Response("busy", { status: 503 });
    return Response.json(Array.from({ length: 30 }, (_, n) => ({ _id: String(n) })));
  });
  const never = new AbortController().signal;
  const estimate = () => getEstimate(world.operator, { id });

  expect(await makeMissingEstimates(ctx, never)).toBe(0);
  expect(await estimate()).toMatchObject({ state: "pending" });
  expect(await makeMissingEstimates(ctx, never), "nobody is asked again at once").toBe(0);
  isUnwell = false;
  asked.length = 0;
  clock.advanceMs(60_000);
  expect(await makeMissingEstimates(ctx, never)).toBe(1);
  expect(asked.map(({ path }) => path)).toEqual(["/users"]);
  expect(await estimate()).toMatchObject({
    state: "ready",
    records: 60,
    isAtLeast: true,
    calls: 2,
  });

  // A new estimate uses the counts of checks and of full passes (readings of all records). As long as a sync is
  // running, no estimate is made.
  asked.length = 0;
  await world.query(
    `update estimates set as_of = null, next_attempt_at = '2000-01-01', models = '[{"model":"company","records":7,"isAtLeast":true,"calls":1}]'`,
  );
  const { id: syncId } = await createSync(world.operator, { id });
  expect(await makeMissingEstimates(ctx, never)).toBe(0);
  await world.query(`update syncs set state = 'succeeded', done_at = now() where id = '${syncId}'`);
  await world.query(
    `insert into watermarks (tenant_id, connection_id, model, full_at, read_at, records)
     select tenant_id, id, 'user', '${clock.now().toISOString()}', now(), 41 from connections where id = '${id}'`,
  );
  expect(await makeMissingEstimates(ctx, never)).toBe(1);
  expect(asked).toEqual([]);
  expect(await estimate()).toMatchObject({ state: "ready", records: 48, isAtLeast: true });
  await db.close();
});
