/** Proves that the migrations and the TypeScript schema describe the same tables, indexes, constraints and policies. */
import { createTestDatabase } from "@churned/testkit";
import { acquirePostgres } from "@churned/testkit/postgres";
import { readFileSync } from "node:fs";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import { Client } from "pg";
import { beforeAll, expect, it } from "vitest";
import journal from "../migrations/meta/_journal.json" with { type: "json" };
import * as schema from "./tables/index.ts";

/**
 * Queries that return one line for each object in the schema `public`: its name and its definition. They leave out the
 * policies of churned_reader, which are written by hand in the migration that creates that role.
 */
const catalogs = {
  columns: `select c.table_name || '.' || c.column_name || ' ' || c.data_type || ' ' || c.is_nullable || ' '
      || coalesce(c.column_default, '-') || ' ' || coalesce(c.generation_expression, '-') as line
    from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE'`,
  // Triggers are written by hand in migrations, so the TypeScript schema lacks them.
  constraints: `select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as line
    from pg_constraint where connamespace = 'public'::regnamespace and contype not in ('n', 't')`,
  indexes: "select indexdef as line from pg_indexes where schemaname = 'public'",
  policies: `select tablename || ' ' || policyname || ' ' || cmd || ' ' || roles::text || ' ' || coalesce(qual, '-') || ' '
      || coalesce(with_check, '-') as line
    from pg_policies where schemaname = 'public' and roles <> '{churned_reader}'`,
} as const;

type Lines = Record<keyof typeof catalogs, string[]>;
let migrated: Lines;
let described: Lines;

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function readCatalogs(client: Client): Promise<Lines> {
  const lines = {} as Lines;
  for (const [kind, query] of Object.entries(catalogs)) {
    const { rows } = await client.query<{ line: string }>(query);
    lines[kind as keyof Lines] = rows.map(({ line }) => line).toSorted();
  }
  return lines;
}

/**
 * Reads the functions that policies and defaults call. They are written by hand in migrations, so the TypeScript schema
 * lacks them.
 */
async function readFunctions(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ definition: string }>(
    "select pg_get_functiondef(oid) as definition from pg_proc where pronamespace = 'app'::regnamespace",
  );
  return rows.map(({ definition }) => definition);
}

beforeAll(async () => {
  await using database = await createTestDatabase();
  const [functions, found] = await withClient(database.ownerUrl, async (client) => [
    await readFunctions(client),
    await readCatalogs(client),
  ]);
  migrated = found;
  await using server = await acquirePostgres();
  await using empty = await server.createDatabase();
  const nothing = generateDrizzleJson({}, undefined, undefined, "snake_case");
  const all = generateDrizzleJson(schema, nothing.id, undefined, "snake_case");
  const statements = await generateMigration(nothing, all);
  described = await withClient(empty.url, async (client) => {
    for (const statement of [
      "create schema app",
      "set check_function_bodies = off",
      ...functions,
      ...statements,
    ])
      await client.query(statement);
    return await readCatalogs(client);
  });
});

it.each(Object.keys(catalogs) as (keyof Lines)[])(
  "the migrated database has the %s of the schema, and no others",
  (kind) => {
    expect(migrated[kind].length).toBeGreaterThan(0);
    expect(migrated[kind]).toEqual(described[kind]);
  },
);

it("the schema needs no migration beyond the last one", async () => {
  const last = String(journal.entries.at(-1)?.idx).padStart(4, "0");
  const url = new URL(`../migrations/meta/${last}_snapshot.json`, import.meta.url);
  const snapshot = JSON.parse(readFileSync(url, "utf8")) as ReturnType<typeof generateDrizzleJson>;
  const now = generateDrizzleJson(schema, snapshot.id, undefined, "snake_case");
  expect(await generateMigration(snapshot, now)).toEqual([]);
});
