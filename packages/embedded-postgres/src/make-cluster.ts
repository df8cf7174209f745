import { spawnSync } from "node:child_process";
import { chownSync, mkdirSync, rmSync, writeFileSync } from "node:fs";

import { makeChildEnv } from "./env.ts";
import type { PostgresUser } from "./postgres-user.ts";

/** Makes a cluster with `initdb`, owned by `user`. Throws with the output of `initdb` if `initdb` fails. */
export function makeCluster(
  options: { readonly dataDir: string; readonly password: string; readonly isDurable: boolean },
  initdb: string,
  user: PostgresUser | undefined,
): void {
  // If `initdb` was killed earlier, the folder has a part of a cluster.
  rmSync(options.dataDir, { recursive: true, force: true });
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const passwordFile = `${options.dataDir}.password`;
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (user) {
    chownSync(options.dataDir, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  try {
    const made = spawnSync(
      initdb,
      [
        `--pgdata=${options.dataDir}`,
        "--username=postgres",
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        // Without these options, a machine without LANG gets the encoding SQL_ASCII, which refuses \u escapes in
        // jsonb.
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        ...(options.isDurable ? [] : ["--no-sync"]),
      ],
      { encoding: "utf8", cwd: "/", env: makeChildEnv(), ...user },
    );
    if (made.status !== 0) {
      rmSync(options.dataDir, { recursive: true, force: true });
      const reason = made.error?.message ?? made.stderr;
      throw new Error(`PostgreSQL's data folder ${options.dataDir} could not be made: ${reason}`);
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
}
