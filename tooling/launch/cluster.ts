// The embedded PostgreSQL of a DATA_DIR: where its files are, and how it is started again.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import {
  canEnter,
  findPostgresUser,
  sharedFolder,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from "@churned/embedded-postgres";

import { LaunchError } from "./launch-error.ts";
import { rotateLog } from "./supervise.ts";

/**
 * The folder of a DATA_DIR's cluster. Usually it is inside DATA_DIR. If the launcher runs as root and PostgreSQL's
 * user cannot enter DATA_DIR, it is a folder that this user can enter, with a hash of DATA_DIR's path in its name.
 */
export function findClusterFolder(dataDir: string): {
  readonly folder: string;
  readonly isElsewhere: boolean;
} {
  const inside = join(dataDir, "postgres");
  const user = findPostgresUser(inside);
  if (!user || canEnter(dataDir, user)) return { folder: inside, isElsewhere: false };
  const hash = createHash("sha256").update(dataDir).digest("hex").slice(0, 10);
  const name = `${basename(dirname(dataDir))}-${hash}`;
  return { folder: join(sharedFolder, name, "postgres"), isElsewhere: true };
}

/** Starts the cluster, on the same port as before if this port is free. */
export async function startCluster(options: {
  readonly dataDir: string;
  readonly password: string;
  readonly say: (line: string) => void;
}): Promise<EmbeddedPostgres> {
  const { folder, isElsewhere } = findClusterFolder(options.dataDir);
  if (isElsewhere) {
    mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
    if (!existsSync(folder)) {
      options.say(`PostgreSQL's user cannot enter ${options.dataDir}: its files go to ${folder}.`);
    }
  }
  const portFile = join(options.dataDir, "postgres.port");
  const keptPort = existsSync(portFile) ? Number(readFileSync(portFile, "utf8")) : undefined;
  const logFile = join(options.dataDir, "logs", "postgres.log");
  rotateLog(logFile);
  try {
    const cluster = await startEmbeddedPostgres({
      dataDir: folder,
      logFile,
      password: options.password,
      isDurable: true,
      ...(keptPort ? { port: keptPort } : {}),
    });
    if (cluster.port !== keptPort) writeFileSync(portFile, String(cluster.port));
    return cluster;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LaunchError(`The embedded database did not start. ${reason}`, [
      "Free disk space, other owners of the data folder and damaged files are the usual causes.",
      "To begin anew (its data is lost): npm start -- --reset",
      "To use a PostgreSQL 18 of your own: DATABASE_URL=… npm start",
    ]);
  }
}

/**
 * Handles a cluster that cannot be opened any more, because `secrets.json` with its password is gone. A cluster
 * outside DATA_DIR is removed, because somebody removed its DATA_DIR on purpose. A cluster inside DATA_DIR stays, and
 * a person must decide.
 */
export function clearClusterWithoutSecrets(dataDir: string, say: (line: string) => void): void {
  const { folder, isElsewhere } = findClusterFolder(dataDir);
  if (!existsSync(folder) || existsSync(join(dataDir, "secrets.json"))) return;
  if (!isElsewhere) {
    throw new LaunchError(`${join(dataDir, "secrets.json")} is gone, but there is a database.`, [
      "Put the file back: without its keys neither the database nor a token in it can be opened.",
      "Or begin anew, without them: npm start -- --reset",
    ]);
  }
  say(`Removed ${removeKept(dataDir).join(", ")}: left by a data folder that is gone.`);
}

/** Removes everything that earlier starts stored for this DATA_DIR. Returns the removed folders. */
export function removeKept(dataDir: string): string[] {
  const { folder, isElsewhere } = findClusterFolder(dataDir);
  const folders = [
    ...(isElsewhere ? [dirname(folder)] : []),
    ...["postgres", "logs"].map((name) => join(dataDir, name)),
    ...["secrets.json", "sandbox.json", "postgres.port", "migrated", "seeded"].map((name) =>
      join(dataDir, name),
    ),
  ].filter((path) => existsSync(path));
  for (const path of folders) rmSync(path, { recursive: true, force: true });
  mkdirSync(join(dataDir, "logs"), { recursive: true, mode: 0o700 });
  return folders;
}
