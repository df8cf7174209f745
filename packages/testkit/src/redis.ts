import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { freePort, guardProcess } from "@churned/embedded-postgres";

import { waitFor } from "./wait-for.ts";

/** A Redis (or Valkey) server for tests. */
export type RedisServer = AsyncDisposable & {
  readonly url: string;
  /** Stops the server if this process started it. */
  release(): Promise<void>;
};

/** A real Redis: the server at `TEST_REDIS_URL`, else a server that is started from the `redis-server` or
 *  `valkey-server` on PATH, without data on disk. If there is no such program, resolves to `null` and writes a notice
 *  to stderr, or throws with CI=true. */
export async function acquireRedis(): Promise<RedisServer | null> {
  const external = process.env["TEST_REDIS_URL"];
  if (external) return makeServer(external, async () => {});
  const command = findRedisCommand();
  if (command) return await startRedis(command);
  const notice = "No redis-server or valkey-server was found: what needs Redis is not tested.";
  if (process.env["CI"] === "true") throw new Error(notice);
  process.stderr.write(`${notice}\n`);
  return null;
}

/** The full path of `redis-server` or `valkey-server` on PATH; `undefined` if there is neither. */
export function findRedisCommand(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return ["redis-server", "valkey-server"]
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

async function startRedis(command: string): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "churned-redis-"));
  const settings = ["--bind", "127.0.0.1", "--port", String(port), "--dir", folder];
  const quiet = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"];
  const child = spawn(command, [...settings, ...quiet], { stdio: "ignore", detached: true });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const guard = guardProcess({ pid: child.pid ?? 0, signal: "TERM", removeAtEnd: folder });
  child.unref();
  const release = async (): Promise<void> => {
    child.ref();
    child.kill("SIGTERM");
    await ended;
    await guard.finish();
  };
  try {
    await waitFor(async () => await answersPing(port), { what: `${command} to answer` });
  } catch (error) {
    await release();
    throw error;
  }
  return makeServer(`redis://127.0.0.1:${port}`, release);
}

async function answersPing(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port }, () => socket.write("PING\r\n"));
    socket.once("data", (answer) => {
      socket.destroy();
      resolve(answer.toString("utf8").startsWith("+PONG"));
    });
    socket.once("error", () => resolve(false));
  });
}

function makeServer(url: string, release: () => Promise<void>): RedisServer {
  return { url, release, [Symbol.asyncDispose]: release };
}
