// The whole product as `npm start` runs it, with a separate data folder and separate ports. Invariant: if the process
// that called `startStack` ends, all processes of the product end too, because the launcher ends with its IPC
// channel.

import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { freePort, startProcess, type RunningProcess } from "@churned/testkit";
import { Client } from "pg";

/** A running product. */
export interface Stack extends AsyncDisposable {
  /** The console and the API. */
  readonly appUrl: string;
  /** Planhat's sandbox: screens at `/`, admin API at `/_admin`. */
  readonly sandboxUrl: string;
  readonly dataDir: string;
  /** The product's database, as its owner. */
  readonly databaseUrl: string;
  /** The launcher's output so far. */
  readonly output: () => string;
  /** A superuser's connection to a database of the stack's PostgreSQL (`postgres` is the product's). */
  connect(database?: string): Promise<Client>;
}

const rootFolder = fileURLToPath(new URL("..", import.meta.url));
/** The first start builds the console and creates the cluster. */
const readyTimeoutMs = 110_000;

/** Starts the product. Resolves when the launcher reports that it is ready. Disposal removes the product's data. */
export async function startStack(): Promise<Stack> {
  const dataDir = mkdtempSync(join(tmpdir(), "churned-e2e-"));
  // Under root, PostgreSQL runs as another user, who must be able to enter this folder.
  chmodSync(dataDir, 0o711);
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const launcher = await startLauncher(dataDir, port, sandboxPort);
  return {
    // The console has another host name than the sandbox, because cookies do not distinguish ports.
    appUrl: `http://127.0.0.1:${port}`,
    sandboxUrl: `http://localhost:${sandboxPort}`,
    dataDir,
    databaseUrl: findOwnerUrl(dataDir, "postgres"),
    output: () => launcher.output(),
    connect: async (database = "postgres") => {
      const client = new Client({ connectionString: findOwnerUrl(dataDir, database) });
      await client.connect();
      return client;
    },
    [Symbol.asyncDispose]: async () => {
      await launcher[Symbol.asyncDispose]();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function startLauncher(
  dataDir: string,
  port: number,
  sandboxPort: number,
): Promise<RunningProcess> {
  try {
    return await startProcess({
      args: [join(rootFolder, "tooling/launch/main.ts")],
      cwd: rootFolder,
      env: {
        PORT: String(port),
        SANDBOX_PORT: String(sandboxPort),
        DATA_DIR: dataDir,
        // Log everything, so that the leak search covers it.
        LOG_LEVEL: "debug",
      },
      readyWhen: (output) => output.includes("is ready"),
      readyTimeoutMs,
    });
  } catch (error) {
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  }
}

function findOwnerUrl(dataDir: string, database: string): string {
  const port = readFileSync(join(dataDir, "postgres.port"), "utf8");
  const secrets = JSON.parse(readFileSync(join(dataDir, "secrets.json"), "utf8")) as {
    readonly ownerDbPassword: string;
  };
  const password = encodeURIComponent(secrets.ownerDbPassword);
  return `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
}
