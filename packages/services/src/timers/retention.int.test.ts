import { createDatabase } from "@churned/db/client";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { escalateInconclusive } from "../incident/escalate-inconclusive.ts";
import { getConnection, listTimeline } from "../reading/read.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { removeOldHistory } from "../history/remove-old-history.ts";
import { forgetOldEvidence } from "../check/forget-old-evidence.ts";
import { sweepDueConnections } from "../check/sweep-due-connections.ts";
import { destroyExpiredTokens } from "../token/destroy-expired-tokens.ts";
import { saveToken } from "../token/save-token.ts";
import { createCheck } from "../check/create-check.ts";

describe("timers", () => {
  let world: Arranged;
  beforeAll(async () => {
    world = await arrange();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  const save = async (): Promise<void> => {
    const { customer, connectionId: id } = world.acme;
    await saveToken(customer, { id, token: "a-token-that-is-pasted" });
  };

  it("destroys a candidate that never worked, and the connection awaits a token again", async () => {
    await save();
    await world.query("update credentials set created_at = now() - interval '8 days'");
    await world.query(
      "update connections set state = 'needs_operator', verdict = 'unreachable', doubt = 'unreachable', doubt_since = now() - interval '1 day', attempts_in_a_row = 9",
    );
    expect(await destroyExpiredTokens(world.worker)).toBe(1);
    const { customer, connectionId: id } = world.acme;
    expect(await getConnection(customer, { id })).toMatchObject({
      state: "awaiting_token",
      candidate: null,
    });
    const [latest] = (await listTimeline(customer, { id, limit: 1 })).items;
    expect(latest).toMatchObject({ kind: "token_destroyed" });
    // The inconclusive verdict is cleared too, so that no operator is told about the connection.
    expect(await escalateInconclusive(world.worker)).toBe(0);
  });

  it("spares a candidate that is promoted while the expiry waits for the connection's lock", async () => {
    await save();
    await world.query(
      "update credentials set created_at = now() - interval '8 days' where slot = 'candidate'",
    );
    const client = new Client({ connectionString: world.database.ownerUrl });
    await client.connect();
    await client.query("begin");
    await client.query("select 1 from connections for update");
    const retention = destroyExpiredTokens(world.worker);
    // The expiry has listed the credential. It is the session that waits for the lock.
    for (;;) {
      const rows = await world.query<{ n: string }>(
        "select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      );
      if (rows[0]?.n !== "0") break;
    }
    await client.query(
      "update credentials set slot = 'active', promoted_at = now() where slot = 'candidate'",
    );
    await client.query("commit");
    await client.end();
    expect(await retention).toBe(0);
    const rows = await world.query<{ slot: string; kept: boolean }>(
      "select slot, sealed is not null as kept from credentials where slot is not null",
    );
    expect(rows).toEqual([{ slot: "active", kept: true }]);
  });

  it("deletes the evidence of old checks, and keeps that of recent ones and every verdict", async () => {
    const sent = '[{"at":"2026-01-01T00:00:00Z","path":"/companies"}]';
    await world.query(
      `insert into checks (tenant_id, connection_id, credential_id, trigger, state, models, verdict, done_at, requests)
       select tenant_id, connection_id, id, 'scheduled', 'done', '{}', 'connected', now() - days * interval '1 day', '${sent}'
       from credentials, (values (29), (31)) as ages (days) where slot = 'active'`,
    );
    expect(await forgetOldEvidence(world.worker)).toBe(1);
    expect(await forgetOldEvidence(world.worker)).toBe(0);
    const rows = await world.query(
      "select jsonb_array_length(requests) as n, verdict from checks where done_at < now() - interval '28 days' order by done_at",
    );
    expect(rows).toEqual([
      { n: 0, verdict: "connected" },
      { n: 1, verdict: "connected" },
    ]);
    await world.query("delete from checks where trigger = 'scheduled'");
  });

  it("removes old checks, syncs and notifications, except those that are still needed", async () => {
    const old = "gen_old()";
    await world.query(
      `create function gen_old() returns uuid language sql as
       $$ select (lpad(to_hex((extract(epoch from now() - interval '200 days') * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid $$`,
    );
    const { connectionId } = world.acme;
    const whose = `select tenant_id, connection_id, id from credentials where slot = 'active'`;
    const addCheck = (id: string, days: number) =>
      world.query(
        `insert into checks (id, tenant_id, connection_id, credential_id, trigger, state, models, verdict, done_at)
         select ${id}, tenant_id, connection_id, id, 'scheduled', 'done', '{}', 'connected', now() - ${days} * interval '1 day' from (${whose}) c`,
      );
    const addSync = (id: string, mode: string, days: number) =>
      world.query(
        `insert into syncs (id, tenant_id, connection_id, mode, state, started_at, done_at)
         select ${id}, tenant_id, id, '${mode}', 'succeeded', now() - ${days} * interval '1 day', now() - ${days} * interval '1 day'
         from connections where id = '${connectionId}'`,
      );
    const addNotification = (id: string, state: string) =>
      world.query(
        `insert into notifications (id, tenant_id, kind, channel, cause, recipient, subject, body, state)
         select ${id}, tenant_id, 'verdict', 'mail', 'of ' || ${id}, 'a@acme.example', 's', 'b', '${state}'
         from connections where id = '${connectionId}'`,
      );
    await world.query("delete from checks");
    await addCheck(old, 200);
    await addSync(old, "full", 200);
    await addNotification(old, "sent");
    await addNotification(old, "queued");
    const { operator } = world;
    const db = createDatabase({
      url: world.database.workerUrl,
      onError: (error) => operator.log.error({ err: error }, "a connection broke"),
    });
    const worker = { ...operator, db, actor: { kind: "system", name: "worker" } } as const;
    const removed = () => removeOldHistory(worker);
    // The latest check of a token and the latest full sync are kept until newer ones exist.
    expect(await removed()).toBe(1);
    await addCheck("uuidv7()", 1);
    await addSync("uuidv7()", "incremental", 1);
    expect(await removed()).toBe(1);
    await addSync("uuidv7()", "full", 1);
    expect(await removed()).toBe(1);
    expect(await removed()).toBe(0);
    expect(await world.query("select mode from syncs order by id")).toEqual([
      { mode: "incremental" },
      { mode: "full" },
    ]);
    expect(await world.query("select state from notifications where cause like 'of %'")).toEqual([
      { state: "queued" },
    ]);
    await db.close();
    await world.query("delete from checks where trigger = 'scheduled'");
    await world.query("delete from notifications where cause like 'of %'");
  });

  it("opens one check for each due connection in simultaneous sweeps, and lets a person's request take it over", async () => {
    await world.query(
      "update checks set state = 'done', done_at = now() - interval '5 hours' where state <> 'done'",
    );
    await world.query(
      "update connections set state = 'connected', next_check_at = now() - interval '1 second'",
    );
    const counts = await Promise.all(
      Array.from({ length: 5 }, () => sweepDueConnections(world.worker)),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    const { customer, connectionId: id } = world.acme;
    const { id: checkId } = await createCheck(customer, { id });
    const rows = await world.query<{ id: string; trigger: string }>(
      "select id, trigger from checks where state <> 'done'",
    );
    expect(rows).toEqual([{ id: checkId, trigger: "manual" }]);
  });
});
