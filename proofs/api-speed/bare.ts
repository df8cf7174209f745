/**
 * A server that answers each question with the statements that the API sends for it, through the same role and the same
 * kind of connection, and with nothing else: no sign-in, no log, no headers, no schema. `QUESTIONS` has the statements
 * by path, as JSON. `PUT /save` stores a token in one transaction with the writes of a Save.
 */
import { createDatabase } from "@churned/db/client";
import { modelNames } from "@churned/domain/plan";
import { exitWithParent, createLogger, createShutdown } from "@churned/runtime";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import type { QueryResult } from "pg";
import type { RoundTrip } from "./watch-statements.ts";

const { QUESTIONS = "{}", DATABASE_URL = "" } = process.env;
const questions = JSON.parse(QUESTIONS) as Record<string, RoundTrip[]>;
const db = createDatabase({
  url: DATABASE_URL,
  onError: (error) => process.stderr.write(String(error)),
});

const app = new Hono();
for (const [path, roundTrips] of Object.entries(questions))
  app.get(path, async (c) => {
    const client = await db.pool.connect();
    let answers: QueryResult[] = [];
    for (const statements of roundTrips)
      answers = await Promise.all(
        statements.map(({ text, values }) => client.query(text, [...values])),
      );
    client.release();
    return c.json(answers.map(({ rows }) => rows));
  });
app.put("/save", async (c) => {
  const { tenantId, userId, connectionId, credentialId, sealed, checkId } =
    await c.req.json<Record<string, string>>();
  const client = await db.pool.connect();
  const send = (text: string, ...values: unknown[]) => client.query(text, values);
  const addFact = (fact: object) =>
    send(
      "insert into timeline (tenant_id, connection_id, actor_kind, actor, fact) values ($1, $2, 'customer', $3, $4)",
      tenantId,
      connectionId,
      userId,
      JSON.stringify(fact),
    );
  await Promise.all([
    client.query(
      `begin; select set_config('app.tenant_id', '${tenantId}', true), set_config('app.connection_id', '', true), set_config('app.is_operator', '', true)`,
    ),
    send(
      "update credentials set slot = null, sealed = null, destroyed_at = now() where connection_id = $1 and slot = 'candidate'",
      connectionId,
    ),
    send(
      "insert into credentials (id, tenant_id, connection_id, slot, key_id, sealed, sealed_hash) values ($1, $2, $3, 'candidate', 'k', $4, $5)",
      credentialId,
      tenantId,
      connectionId,
      sealed,
      credentialId,
    ),
    send(
      "insert into checks (id, tenant_id, connection_id, credential_id, trigger, models, requested_by) values ($1, $2, $3, $4, 'save', $5, $6)",
      checkId,
      tenantId,
      connectionId,
      credentialId,
      modelNames,
      userId,
    ),
    send("update connections set attempts_in_a_row = 0 where id = $1", connectionId),
    addFact({ kind: "token_saved" }),
    send(
      "update checks set state = 'done', done_at = now(), superseded_by = $2 where connection_id = $1 and id <> $2 and state <> 'done'",
      connectionId,
      checkId,
    ),
    addFact({ kind: "token_destroyed", why: "superseded" }),
    send(
      "insert into audit (tenant_id, actor_kind, actor, action, subject_id) values ($1, 'customer', $2, 'token.save', $3)",
      tenantId,
      userId,
      connectionId,
    ),
    client.query(`select pg_notify('bare', '${checkId}'); commit`),
  ]);
  client.release();
  return c.json({ checkId }, 202);
});
app.get("/cpu", (c) => {
  const { user, system } = process.cpuUsage();
  return c.text(`process_cpu_seconds_total ${(user + system) / 1e6}`);
});
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
  process.stdout.write(`listening on http://127.0.0.1:${port}\n`),
);
exitWithParent(
  createShutdown({
    name: "bare",
    log: createLogger({ name: "bare", level: "warn" }),
    deadlineMs: 1_000,
  }),
);
