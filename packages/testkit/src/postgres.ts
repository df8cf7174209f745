import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  canEnter,
  findPostgresUser,
  sharedFolder,
  startEmbeddedPostgres,
} from "@churned/embedded-postgres";
import { Client } from "pg";

/** A database that only one caller uses. */
export type OwnDatabase = AsyncDisposable & {
  /** The superuser's URL of this database. */
  readonly url: string;
  readonly name: string;
  /** Ends all connections to the database and removes it. */
  drop(): Promise<void>;
};

/** A PostgreSQL server, with the rights of its superuser. */
export type PostgresServer = AsyncDisposable & {
  /** The superuser's URL of the server's database `postgres`. */
  readonly url: string;
  /** The server's data folder, if this process started the server. Tests search its heap and WAL for leaks. */
  readonly dataDir: string | undefined;
  /** The server's log file, if this process started the server. */
  readonly logFile: string | undefined;
  /** Makes a database, empty or as a copy of `template`. Nobody may be connected to the template. */
  createDatabase(options?: { readonly template?: string }): Promise<OwnDatabase>;
  /**
   * Shuts the server down (`fast`) or kills it (`crash`), and starts it again at the same URL. Only for a server that
   * is not shared (`isDurable`).
   */
  restart(how: "fast" | "crash"): Promise<void>;
  /** Releases the server. A server that we started stops with its last user. */
  release(): Promise<void>;
};

type Running = { readonly server: PostgresServer; users: number };
let shared: Promise<Running> | undefined;

/** A real PostgreSQL 18 for tests: the server at `TEST_PG_URL`, else an embedded server. This process starts the
 *  embedded server once, shares it among its callers and stops it after the last `release()`. `isDurable: true`
 *  always starts a separate server with fsync and full WAL, for tests that kill it or read its files. */
export async function acquirePostgres(
  options: { readonly isDurable?: boolean } = {},
): Promise<PostgresServer> {
  if (options.isDurable) return await startTemporary(true);
  const external = process.env["TEST_PG_URL"];
  if (external) return makeServer({ url: external }, async () => {});
  shared ??= startTemporary(false).then((server) => ({ server, users: 0 }));
  const running = await shared;
  running.users++;
  let isReleased = false;
  const { url, dataDir, logFile } = running.server;
  return makeServer({ url, dataDir, logFile }, async () => {
    if (isReleased) return;
    isReleased = true;
    running.users--;
    if (running.users > 0) return;
    shared = undefined;
    await running.server.release();
  });
}

async function startTemporary(isDurable: boolean): Promise<PostgresServer> {
  const folder = mkdtempSync(join(chooseTemporaryFolder(), "churned-pg-"));
  chmodSync(folder, 0o755);
  const dataDir = join(folder, "data");
  const logFile = join(folder, "postgres.log");
  const server = await startEmbeddedPostgres({
    dataDir,
    logFile,
    password: randomBytes(12).toString("hex"),
    isDurable,
    removeAtEnd: folder,
  });
  const separate = isDurable
    ? { restart: (how: "fast" | "crash"): Promise<void> => server.restart(how) }
    : {};
  return makeServer(
    { url: server.url, dataDir, logFile, ...separate },
    async () => await server.stop(),
  );
}

/** Where the tests run as root, the user postgres may have no access to a private TMPDIR. */
function chooseTemporaryFolder(): string {
  const user = findPostgresUser();
  if (!user || canEnter(tmpdir(), user)) return tmpdir();
  mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
  return sharedFolder;
}

function makeServer(
  server: Pick<PostgresServer, "url"> & Partial<PostgresServer>,
  release: () => Promise<void>,
): PostgresServer {
  const { url, dataDir, logFile } = server;
  return {
    url,
    dataDir,
    logFile,
    createDatabase: async ({ template } = {}) => await createDatabase(url, template),
    restart:
      server.restart ??
      (() => Promise.reject(new Error("This PostgreSQL is shared, and is not restarted."))),
    release,
    [Symbol.asyncDispose]: release,
  };
}

async function createDatabase(
  serverUrl: string,
  template: string | undefined,
): Promise<OwnDatabase> {
  const name = `test_${process.pid}_${randomBytes(5).toString("hex")}`;
  await runOnServer(
    serverUrl,
    `create database ${quoteName(name)}${template ? ` template ${quoteName(template)}` : ""}`,
  );
  const drop = async (): Promise<void> =>
    await runOnServer(serverUrl, `drop database if exists ${quoteName(name)} with (force)`);
  return { url: withDatabase(serverUrl, name), name, drop, [Symbol.asyncDispose]: drop };
}

async function runOnServer(serverUrl: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The URL of another database of the same server, with the role if given. */
export function withDatabase(
  serverUrl: string,
  database: string,
  role?: { readonly name: string; readonly password: string },
): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  if (role) {
    url.username = role.name;
    url.password = role.password;
  }
  return url.href;
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
