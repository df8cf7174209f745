import { Client } from "pg";
import { expect, test } from "vitest";

import { createTestDatabase } from "./test-database.ts";

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("gives each caller a migrated database of its own when several ask at once", async () => {
  const databases = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await using first = databases[0];
  await using second = databases[1];
  expect(first.name).not.toBe(second.name);
  const tables =
    "select to_regclass('public.connections') as ours, to_regclass('bullmq.job') as queue";
  for (const database of databases) {
    expect(await query(database.ownerUrl, tables)).toEqual([
      { ours: "connections", queue: "bullmq.job" },
    ]);
  }
});

test("signs in as the roles of API and worker", async () => {
  await using database = await createTestDatabase();
  const whoAmI = "select current_user::text as name";
  expect(await query(database.apiUrl, whoAmI)).toEqual([{ name: "churned_api" }]);
  expect(await query(database.workerUrl, whoAmI)).toEqual([{ name: "churned_worker" }]);
});
