/** A real Redis for tests: the server at `TEST_REDIS_URL`, else a `redis-server` or `valkey-server` of this machine. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

export type TestRedis = { url: string; stop: () => Promise<void> };

/** Resolves to undefined where no Redis is found, but throws under `CI=true`. */
export async function acquireRedis(env: Env): Promise<TestRedis | undefined> {
  const external = env["TEST_REDIS_URL"];
  if (external !== undefined && external !== "") {
    return { url: external, stop: () => Promise.resolve() };
  }
  return startRedis(env, await findFreePort());
}

/** Starts a Redis on this port. */
export async function startRedis(
  env: Env,
  port: number,
  options: string[] = [],
): Promise<TestRedis | undefined> {
  const binary = findBinary(env, ["redis-server", "valkey-server"]);
  if (binary === undefined) {
    if (env["CI"] === "true") throw new Error("CI needs a redis-server");
    process.stderr.write("SKIPPED on Redis: no redis-server found and TEST_REDIS_URL is not set\n");
    return undefined;
  }
  // Redis in cluster mode writes a file into its folder.
  const folder = mkdtempSync(join(tmpdir(), "churned-redis-"));
  const child = spawn(
    binary,
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", ...options],
    { cwd: folder, stdio: ["ignore", "pipe", "inherit"] },
  );
  await waitForLine(child, "Ready to accept connections");
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, "exit");
        child.kill("SIGKILL");
        await exited;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port that is free now. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function waitForLine(child: ChildProcess, text: string): Promise<void> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (chunk) => {
      output += String(chunk);
      if (output.includes(text)) resolve();
    });
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`redis-server ended: ${output}`)));
  });
}

function findBinary(env: Env, names: string[]): string | undefined {
  const folders = (env["PATH"] ?? "").split(delimiter);
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
