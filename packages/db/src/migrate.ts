/** Applies all migrations to a database. Several processes may do this at once, and any number of times. */
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { retryDelayMs } from "@churned/domain/shared";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as runMigrations } from "drizzle-orm/node-postgres/migrator";
import { Client, DatabaseError, escapeIdentifier, escapeLiteral } from "pg";
import journal from "../migrations/meta/_journal.json" with { type: "json" };

// An arbitrary constant. It must be the same in every process that runs migrations.
const migrationLock = 7_239_114_001;

/** The folder of the migrations. */
export const migrationsFolder = fileURLToPath(new URL("../migrations", import.meta.url));

/** The roles with which the API and the worker sign in. */
export const apiRoleName = "churned_api";
export const workerRoleName = "churned_worker";
/** The role of people who read landed records with SQL. A migration creates it. */
const readerRoleName = "churned_reader";

/** The migrations use `uuidv7()` and `old` in RETURNING, which came with this version. */
const oldestServer = 18;
/** A migration waits this long for a table that other sessions use. Longer waits would block these sessions too. */
const lockTimeoutMs = 5_000;
const attemptsMax = 10;

/**
 * Creates the roles or sets their passwords, and runs the migrations. An advisory lock lets only one process do this at
 * a time. The user of `databaseUrl` must own the database. A user who may not create roles needs roles that exist: see
 * `tooling/roles.sql`. Throws an error with a sentence that says what to change.
 */
export async function migrate(options: {
  readonly databaseUrl: string;
  readonly apiPassword: string;
  readonly workerPassword: string;
}): Promise<void> {
  const client = new Client({
    connectionString: options.databaseUrl,
    application_name: "churned-migrate",
  });
  await client.connect();
  try {
    refuseOldServer(await readVersion(client));
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    if (await mayCreateRoles(client)) {
      await ensureRole(client, apiRoleName, options.apiPassword);
      await ensureRole(client, workerRoleName, options.workerPassword);
      // The worker needs enough memory to store a page of records. With PostgreSQL's default of 4 MB, pages of large
      // records spill to disk.
      await client.query(`alter role ${escapeIdentifier(workerRoleName)} set work_mem = '32MB'`);
    } else await requireRoles(client);
    await client.query(`set lock_timeout = ${lockTimeoutMs}`);
    await runPatiently(() => runMigrations(drizzle(client), { migrationsFolder }));
    await refuseTemporaryTables(client);
    const { rows } = await client.query<{ name: string }>("select current_database() as name");
    const database = escapeIdentifier(rows[0]?.name ?? "");
    // Each process reads this table to check that the database has all migrations of its code.
    for (const role of [apiRoleName, workerRoleName].map(escapeIdentifier)) {
      await client.query(`grant connect on database ${database} to ${role}`);
      await client.query(`grant usage on schema drizzle to ${role}`);
      await client.query(`grant select on drizzle.__drizzle_migrations to ${role}`);
    }
  } finally {
    await client.end();
  }
}

/**
 * Takes the right to create temporary tables in this database from every role but its owner. A copy of a database does
 * not have the rights of its template, so whoever copies a database calls this too.
 */
export async function refuseTemporaryTables(client: Client): Promise<void> {
  await client.query(
    "do $do$ begin execute format('revoke temporary on database %I from public', current_database()); end $do$",
  );
}

async function readVersion(client: Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    "select current_setting('server_version_num')::int as version",
  );
  return rows[0]?.version ?? 0;
}

/** Throws if the server is too old. `version` has the form of `server_version_num`, such as 170004. */
export function refuseOldServer(version: number): void {
  const major = Math.floor(version / 10_000);
  if (major < oldestServer)
    throw new Error(
      `Churned Connect needs PostgreSQL ${oldestServer} or newer, and this server is PostgreSQL ${major}.`,
    );
}

async function mayCreateRoles(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    "select rolcreaterole or rolsuper as may from pg_roles where rolname = current_user",
  );
  return rows[0]?.may === true;
}

async function requireRoles(client: Client): Promise<void> {
  const names = [apiRoleName, workerRoleName, readerRoleName];
  const { rows } = await client.query<{ name: string }>(
    "select name from unnest($1::text[]) as name where name not in (select rolname from pg_roles)",
    [names],
  );
  if (rows.length > 0)
    throw new Error(
      `This user may not create roles, and these roles do not exist: ${rows.map(({ name }) => name).join(", ")}. Let an administrator run tooling/roles.sql first.`,
    );
}

/** Repeats the migrations while another session holds a lock. Each migration is applied whole or not at all. */
async function runPatiently(run: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1)
    try {
      await run();
      return;
    } catch (error) {
      if (attempt === attemptsMax || !isLockTimeout(error)) throw error;
      await pause(retryDelayMs(attempt, Math.random(), 500, lockTimeoutMs));
    }
}

function isLockTimeout(error: unknown): boolean {
  const thrown = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return thrown instanceof DatabaseError && thrown.code === "55P03";
}

async function ensureRole(client: Client, name: string, password: string): Promise<void> {
  // Roles belong to the whole PostgreSQL cluster, and several databases of a cluster may be migrated at the same time.
  await client.query(
    `do $do$ begin
       create role ${escapeIdentifier(name)} login nosuperuser nocreatedb nocreaterole;
     exception when duplicate_object or unique_violation then null; end $do$`,
  );
  await client.query(
    `alter role ${escapeIdentifier(name)} with login password ${escapeLiteral(password)}`,
  );
}

/** The migrations of a database: all that this code knows, fewer, or more than this code knows. */
export type MigrationState = "current" | "older" | "newer";

/** Compares the migrations of a database with the migrations of this code. */
export async function compareMigrations(
  query: (text: string) => Promise<{ rows: unknown[] }>,
): Promise<MigrationState> {
  try {
    const { rows } = await query(
      "select count(*)::int as applied from drizzle.__drizzle_migrations",
    );
    const [row] = rows;
    const applied = typeof row === "object" && row !== null && "applied" in row ? row.applied : 0;
    const more = Number(applied) - journal.entries.length;
    return more === 0 ? "current" : more < 0 ? "older" : "newer";
  } catch (error) {
    // The table or the schema does not exist yet, or the role may not read it yet.
    const isBefore =
      error instanceof DatabaseError && ["42P01", "3F000", "42501"].includes(error.code ?? "");
    if (isBefore) return "older";
    throw error;
  }
}
