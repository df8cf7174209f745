import {
  DEFAULT_SCHEMA,
  MIGRATION_ADVISORY_LOCK_KEY,
  quoteSchemaName,
  runMigrations,
} from "bullmq";
import { Client, escapeIdentifier } from "pg";

/**
 * Brings BullMQ's tables up to date in their own schema (`bullmq`) and lets `roles` use them, never own them.
 * `databaseUrl` is the owner's. Repeating it changes nothing; any number of processes may do it at once.
 * Throws when the schema is newer than this BullMQ.
 */
export async function migrateQueue(options: {
  databaseUrl: string;
  roles: string[];
}): Promise<void> {
  const client = new Client({ connectionString: options.databaseUrl });
  await client.connect();
  try {
    // runMigrations locks for itself; this lock is for the grants, which collide when made side by side.
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
    // Ends the lock too.
    await client.end();
  }
}
