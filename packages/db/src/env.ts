const names = ["DATABASE_URL", "API_DB_PASSWORD", "WORKER_DB_PASSWORD"] as const;

/** What migrating needs from the environment; ends the process with 78, naming what is missing. */
export function readMigrationEnv(): {
  databaseUrl: string;
  apiPassword: string;
  workerPassword: string;
} {
  const missing = names.filter((name) => (process.env[name] ?? "") === "");
  if (missing.length > 0) {
    process.stderr.write(`Set ${missing.join(", ")}.\n`);
    process.exit(78);
  }
  const [databaseUrl = "", apiPassword = "", workerPassword = ""] = names.map(
    (name) => process.env[name],
  );
  return { databaseUrl, apiPassword, workerPassword };
}
