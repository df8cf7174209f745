import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { hashFiles } from "./hash-files.ts";
import { LaunchError } from "./launch-error.ts";
import type { Secrets } from "./secrets.ts";
import { rootFolder } from "./settings.ts";

/** The database's URLs, one for each role. */
export type DatabaseUrls = {
  readonly owner: string;
  readonly api: string;
  readonly worker: string;
};

/** The files from which migrations make a database. */
const migrationSources = [
  "packages/db/migrations",
  "packages/db/src/migrate.ts",
  "packages/queue/src/migrate.ts",
  "pnpm-lock.yaml",
];

/**
 * Applies all migrations, including the queue's migrations, and sets the passwords of the roles. With `stampFile`,
 * does nothing if nothing changed since the last call. This saves the time to load the code.
 */
export async function migrateDatabase(
  ownerUrl: string,
  secrets: Secrets,
  stampFile: string | undefined,
): Promise<DatabaseUrls> {
  const { apiDbPassword: apiPassword, workerDbPassword: workerPassword } = secrets;
  const urls = {
    owner: ownerUrl,
    api: asRole(ownerUrl, "churned_api", apiPassword),
    worker: asRole(ownerUrl, "churned_worker", workerPassword),
  };
  const stamp = hashFiles(migrationSources);
  if (stampFile && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return urls;
  const [{ apiRoleName, migrate, workerRoleName }, { migrateQueue }] = await Promise.all([
    import("@churned/db/migrate"),
    import("@churned/queue"),
  ]);
  try {
    await migrate({ databaseUrl: ownerUrl, apiPassword, workerPassword });
    await migrateQueue({ databaseUrl: ownerUrl, roles: [apiRoleName, workerRoleName] });
  } catch (cause) {
    const { host, pathname } = new URL(ownerUrl);
    throw new LaunchError(
      `The database ${host}${pathname} could not be brought up to date: ${describe(cause)}`,
      ["DATABASE_URL needs a PostgreSQL 18 and an account that may make roles and tables."],
    );
  }
  if (stampFile) writeFileSync(stampFile, stamp);
  return urls;
}

/** Adds the demo data to the embedded database, once for each DATA_DIR. */
export async function seedDemo(options: {
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<void> {
  const marker = join(options.dataDir, "seeded");
  if (existsSync(marker)) return;
  const child = spawn(process.execPath, [join(rootFolder, "apps/cli/src/seed-demo.ts")], {
    cwd: rootFolder,
    env: { ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new LaunchError(`The demo could not be seeded:\n${output}`);
  writeFileSync(marker, "");
}

function asRole(ownerUrl: string, name: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = name;
  url.password = password;
  return url.href;
}

/** Drizzle wraps PostgreSQL's error. PostgreSQL's message is the useful message. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return describe(error.cause);
  return "code" in error && !error.message ? String(error.code) : error.message;
}
