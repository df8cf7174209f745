import {
  DEFAULT_SCHEMA,
  MIGRATION_ADVISORY_LOCK_KEY,
  quoteSchemaName,
  runMigrations,
} from "bullmq";
import { Client, escapeIdentifier } from "pg";

/**
 * Migrates BullMQ's tables in the schema `bullmq` and grants their use to `roles`. `databaseUrl` signs in as the
 * owner of the database. A second run changes nothing, and several processes may run it at once. Throws where the
 * schema is newer than this BullMQ.
 */
export async function migrateQueue(options: {
  databaseUrl: string;
  roles: string[];
}): Promise<void> {
  const client = new Client({ connectionString: options.databaseUrl });
  await client.connect();
  try {
    // runMigrations takes its own lock. This lock protects the grants, which fail where two processes run them at
    // once.
    await client.query("select pg_advisory_lock($1, hashtext('grants'))", [
      MIGRATION_ADVISORY_LOCK_KEY,
    ]);
    await runMigrations(client);
    const schema = quoteSchemaName(DEFAULT_SCHEMA);
    for (const role of options.roles.map(escapeIdentifier)) {
      await client.query(`
        grant usage on schema ${schema} to ${role};
        grant select, insert, update, delete on all tables in schema ${schema} to ${role};
        grant usage, select on all sequences in schema ${schema} to ${role};
        revoke insert, update, delete on ${schema}.migration from ${role};
      `);
    }
  } finally {
    // The end of the connection releases the lock.
    await client.end();
  }
}
