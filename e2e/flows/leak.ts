// Tests that no used token is anywhere in the stored data. The second test puts tokens in the same places on purpose,
// and checks that the same search finds them. So the first test would find a leak.

import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Client } from "pg";
import { expect, test } from "vitest";

import { createLeakSearch, type LeakReport, type LeakSearch } from "../leak-search.ts";
import type { Stack } from "../start-stack.ts";
import type { World } from "../parts/world.ts";

/** Registers the search. It must be the last test of a run. */
export function testLeaks(world: World): void {
  test("no used token is in heap, WAL, queue, logs or any other file", async () => {
    const { stack, usedTokens } = world;
    expect(usedTokens.length, "tokens were used before").toBeGreaterThan(0);
    const search = createLeakSearch(usedTokens);
    const report = await searchEverything(stack, search);
    expect(report.leaks).toEqual([]);
    expect(report.files).toBeGreaterThan(500);
    expect(report.bytes).toBeGreaterThan(30_000_000);
  });

  test("a token planted in a table, compressed in a column, or in a log is found", async () => {
    const { stack } = world;
    const [inTable, inColumn, inLog] = [makeToken(), makeToken(), makeToken()];
    const logFile = join(stack.dataDir, "logs", "planted.log");
    const owner = await stack.connect();
    try {
      await owner.query("create database planted");
      const client = await stack.connect("planted");
      await client.query("create table leak (value text)");
      // The token is inserted several times, because a page header in the WAL may split one copy.
      for (let row = 0; row < 3; row += 1)
        await client.query("insert into leak values ($1)", [inTable]);
      // PostgreSQL compresses a repetitive value, including the token inside it.
      const padded = `${"padding ".repeat(800)}${inColumn}`;
      await client.query("insert into leak values ($1)", [padded]);
      await client.end();
      writeFileSync(logFile, `{"msg":"saved","url":"/?t=${encodeURIComponent(inLog)}"}\n`);

      const search = createLeakSearch([inTable, inColumn, inLog]);
      const { leaks } = await searchEverything(stack, search);
      const found = leaks.map(({ secret, form, where }) => `${secret} ${form} in ${where}`);
      const inHeap = String.raw`in .*/base/\d+/\d+$`;
      const inWal = String.raw`in .*/pg_wal/[\dA-F]+$`;
      expect(found).toContainEqual(expect.stringMatching(`^0 as is ${inHeap}`));
      expect(found).toContainEqual(expect.stringMatching(`^0 as is ${inWal}`));
      expect(found).toContainEqual(expect.stringMatching(`^1 pieces ${inHeap}`));
      expect(found).toContainEqual(expect.stringMatching(`^1 pieces ${inWal}`));
      expect(found).not.toContainEqual(expect.stringMatching(`^1 as is`));
      expect(found).toContain(`2 as is in ${logFile}`);
    } finally {
      await owner.query("drop database if exists planted with (force)");
      await owner.end();
      rmSync(logFile, { force: true });
    }
  });
}

function makeToken(): string {
  return randomBytes(258).toString("base64url");
}

/** Searches every file of the installation, every row of every table (the queue's too), and the launcher's output. */
async function searchEverything(stack: Stack, search: LeakSearch): Promise<LeakReport> {
  const client = await stack.connect();
  try {
    await client.query("checkpoint");
    const found = await search.below(stack.dataDir);
    const clusterFolder = await readSetting(client, "data_directory");
    // Under root, the launcher may have put the cluster in another folder.
    const elsewhere = clusterFolder.startsWith(stack.dataDir)
      ? { leaks: [], files: 0, bytes: 0 }
      : await search.below(clusterFolder);
    const printed = search.inBytes("the launcher's output", Buffer.from(stack.output()));
    return {
      leaks: [
        ...found.leaks,
        ...elsewhere.leaks,
        ...(await searchRows(client, search)),
        ...printed,
      ],
      files: found.files + elsewhere.files,
      bytes: found.bytes + elsewhere.bytes,
    };
  } finally {
    await client.end();
  }
}

/** The rows as text. Values that the files store in compressed form are not compressed here. */
async function searchRows(client: Client, search: LeakSearch): Promise<LeakReport["leaks"]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const leaks = [];
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
    const bytes = Buffer.from(rows.map(({ row }) => row).join("\n"));
    leaks.push(...search.inBytes(`rows of ${name}`, bytes));
  }
  return leaks;
}

async function readSetting(client: Client, name: string): Promise<string> {
  const { rows } = await client.query<{ value: string }>("select current_setting($1) as value", [
    name,
  ]);
  return rows[0]?.value ?? "";
}
