import { existsSync, readFileSync } from "node:fs";

import { Client } from "pg";
import { expect, test } from "vitest";

import { acquirePostgres } from "./postgres.ts";
import { startProcess } from "./start-process.ts";
import { waitFor } from "./wait-for.ts";

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
  const pid = Number(readFileSync(`${dataDir}/postmaster.pid`, "utf8").split("\n")[0]);
  expect(() => process.kill(pid, 0)).not.toThrow();
  await server.release();
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  expect(existsSync(dataDir)).toBe(false);
});

test("ends the server when the process that started it is killed with SIGKILL", async () => {
  const program = `
    const { acquirePostgres } = await import("${new URL("postgres.ts", import.meta.url).href}");
    console.log((await acquirePostgres({ isDurable: true })).dataDir);
    setInterval(() => {}, 1000);`;
  const owner = await startProcess({
    args: ["--input-type=module", "-e", program],
    readyWhen: (output) => output.includes("churned-pg-"),
  });
  const dataDir = owner.output().trim();
  expect(existsSync(dataDir)).toBe(true);
  await owner.kill("SIGKILL");
  await waitFor(() => !existsSync(dataDir), { what: "the orphaned server to end" });
});

test("keeps what was committed when it is restarted or falls, at the same address", async () => {
  await using server = await acquirePostgres({ isDurable: true });
  const query = async (text: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    try {
      return (await client.query({ text, rowMode: "array" })).rows;
    } finally {
      await client.end();
    }
  };
  await query("create table kept (n int)");
  for (const [n, how] of (["crash", "fast"] as const).entries()) {
    await query(`insert into kept values (${n})`);
    await server.restart(how);
  }
  expect(await query("select n from kept order by n")).toEqual([[0], [1]]);
});

test("gives the server none of our variables except those that it needs", async () => {
  process.env["SECRET_OF_OURS"] = "not-for-postgresql";
  try {
    await using server = await acquirePostgres({ isDurable: true });
    const client = new Client({ connectionString: server.url });
    await client.connect();
    await client.query("create table variables (line text)");
    await client.query("copy variables from program 'env'");
    const { rows } = await client.query<{ line: string }>("select line from variables");
    await client.end();
    const names = rows.map(({ line }) => line.split("=")[0]);
    expect(names).toContain("PATH");
    // The server adds its own variables, and the shell adds PWD, SHLVL and _.
    const known = /^(PATH|HOME|TMPDIR|TZ|LANG|LC_\w+|\w*LIBRARY_PATH|PG\w+|PWD|OLDPWD|SHLVL|_)$/;
    expect(names.filter((name) => !known.test(name ?? ""))).toEqual([]);
  } finally {
    delete process.env["SECRET_OF_OURS"];
  }
});
