/** Applies all migrations to a database. Several processes may do this at once, and any number of times. */
import { fileURLToPath } from "node:url";
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

/**
 * Creates the roles or sets their passwords, and runs the migrations. An advisory lock lets only one process do this at
 * a time. The user of `databaseUrl` must be allowed to create roles and tables.
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
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    await ensureRole(client, apiRoleName, options.apiPassword);
    await ensureRole(client, workerRoleName, options.workerPassword);
    // The worker needs enough memory to store a page of records. With PostgreSQL's default of 4 MB, pages of large
    // records spill to disk.
    await client.query(`alter role ${escapeIdentifier(workerRoleName)} set work_mem = '32MB'`);
    await runMigrations(drizzle(client), { migrationsFolder });
    await refuseTemporaryTables(client);
    // Each process reads this table to check that the database has all migrations of its code.
    for (const role of [apiRoleName, workerRoleName].map(escapeIdentifier)) {
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
