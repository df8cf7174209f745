import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

import { Client } from "pg";
import { expect, test } from "vitest";

import { acquirePostgres } from "./postgres.ts";

test("gives databases that take any text when LANG is not set", async () => {
  await using server = await acquirePostgres();
  await using database = await server.createDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(
    `select '"\\ud83d\\ude00"'::jsonb #>> '{}' as face, version() as v`,
  );
  await client.end();
  expect(rows[0].face).toBe("😀");
  expect(rows[0].v).toMatch(/^PostgreSQL 18/);
});

test("leaves no process and no folder when a durable server is released", async () => {
  const server = await acquirePostgres({ isDurable: true });
  const dataDir = server.dataDir ?? "";
  expect(existsSync(dataDir)).toBe(true);
  await server.release();
  expect(existsSync(dataDir)).toBe(false);
  const processes = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
  expect(processes).not.toContain(dataDir);
});
