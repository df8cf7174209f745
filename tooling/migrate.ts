/**
 * `node tooling/migrate.ts`: applies all migrations, including the queue's migrations, to the database that the
 * environment names.
 */
import { apiRoleName, migrate, workerRoleName } from "@churned/db/migrate";
import { migrateQueue } from "@churned/queue";

const names = ["DATABASE_URL", "API_DB_PASSWORD", "WORKER_DB_PASSWORD"] as const;
const missing = names.filter((name) => (process.env[name] ?? "") === "");
if (missing.length > 0) {
  console.error(`Set ${missing.join(", ")}.`);
  process.exit(78);
}
const [databaseUrl = "", apiPassword = "", workerPassword = ""] = names.map(
  (name) => process.env[name],
);
try {
  await migrate({ databaseUrl, apiPassword, workerPassword });
  await migrateQueue({ databaseUrl, roles: [apiRoleName, workerRoleName] });
} catch (error) {
  // A message of PostgreSQL is in the cause. Neither message contains a password.
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  console.error(cause instanceof Error ? `${cause.message}: ${message}` : message);
  process.exit(1);
}
