// Makes a migrated database for each test file, as a copy of a template database. A template is made again only when
// the migrations change. Invariant: only a complete template is copied. The database is marked as a template after
// its last migration. An advisory lock lets only one test process make the template.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { apiRoleName, migrate, refuseTemporaryTables, workerRoleName } from "@churned/db/migrate";
import { migrateQueue } from "@churned/queue";
import { Client } from "pg";

import { acquirePostgres, withDatabase, type PostgresServer } from "./postgres.ts";

/** A migrated database for one caller. */
export type TestDatabase = AsyncDisposable & {
  readonly name: string;
  /** Signs in as superuser, to whom row-level security does not apply. For preparing and reading data. */
  readonly ownerUrl: string;
  /** Signs in as role churned_api. */
  readonly apiUrl: string;
  /** Signs in as role churned_worker. */
  readonly workerUrl: string;
  /** Ends all connections to the database and removes it. */
  drop(): Promise<void>;
};

const apiPassword = "test-only-api";
const workerPassword = "test-only-worker";
const advisoryLockKey = 4_010_018;

// Kept until the process ends. Otherwise, without TEST_PG_URL, removing the last database would stop the server, and
// the next test would have to make the template again.
let shared: Promise<PostgresServer> | undefined;

/**
 * Copies a database with all migrations, also the queue's migrations. Takes about 100 ms if the template exists. Uses
 * `server`, or the server of `acquirePostgres()`.
 */
export async function createTestDatabase(
  options: { readonly server?: PostgresServer } = {},
): Promise<TestDatabase> {
  const server = options.server ?? (await (shared ??= acquirePostgres()));
  const template = await ensureTemplate(server.url);
  const database = await server.createDatabase({ template });
  await onDatabase(database.url, refuseTemporaryTables);
  const drop = async (): Promise<void> => await database.drop();
  const asRole = (name: string, password: string): string =>
    withDatabase(server.url, database.name, { name, password });
  return {
    name: database.name,
    ownerUrl: database.url,
    apiUrl: asRole(apiRoleName, apiPassword),
    workerUrl: asRole(workerRoleName, workerPassword),
    drop,
    [Symbol.asyncDispose]: drop,
  };
}

async function onDatabase(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function ensureTemplate(serverUrl: string): Promise<string> {
  const name = `churned_template_${hashMigrations()}`;
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [advisoryLockKey]);
    const complete = await client.query(
      "select 1 from pg_database where datname = $1 and datistemplate",
      [name],
    );
    if (complete.rowCount === 1) return name;
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name}`);
    const databaseUrl = withDatabase(serverUrl, name);
    await migrate({ databaseUrl, apiPassword, workerPassword });
    await migrateQueue({ databaseUrl, roles: [apiRoleName, workerRoleName] });
    await client.query(`alter database ${name} with is_template true allow_connections false`);
    return name;
  } finally {
    await client.end();
  }
}

/** Changes whenever a migration, the code that runs them, or a pinned version changes. */
function hashMigrations(): string {
  const db = dirname(dirname(fileURLToPath(import.meta.resolve("@churned/db/migrate"))));
  const queue = dirname(dirname(fileURLToPath(import.meta.resolve("@churned/queue"))));
  const sources = [join(db, "migrations"), join(db, "src", "migrate.ts"), join(queue, "src")];
  const pins = join(db, "..", "..", "pnpm-workspace.yaml");
  const hash = createHash("sha256");
  for (const file of [...sources, pins].flatMap(listFiles)) {
    hash.update(file).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

function listFiles(path: string): string[] {
  if (!existsSync(path)) return [];
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
