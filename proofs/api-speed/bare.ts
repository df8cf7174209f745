/**
 * A server that answers each question with the statements that the API sends for it, through the same role and the same
 * kind of connection, and with nothing else: no sign-in, no log, no headers, no schema. `QUESTIONS` has the statements
 * by path, as JSON.
 */
import { createDatabase } from "@churned/db/client";
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
