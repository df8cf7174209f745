// An API process for one test, on the stack's database. The test kills, stops and starts this process.

import { fileURLToPath } from "node:url";

import { freePort, startProcess, type RunningProcess } from "@churned/testkit";

import { makeChildEnvs } from "../../tooling/launch/child-env.ts";
import { loadSecrets } from "../../tooling/launch/secrets.ts";
import { readSettings } from "../../tooling/launch/settings.ts";
import type { Stack } from "../start-stack.ts";

/** The API, always on the same port. */
export interface OwnApi extends AsyncDisposable {
  readonly url: string;
  /** Starts the API. Resolves when it answers. */
  start(): Promise<void>;
  /** Kills the API, as in a crash. */
  kill(): Promise<void>;
  /** Stops the API: the operating system still accepts requests, but nothing answers them. */
  freeze(): void;
}

const rootFolder = fileURLToPath(new URL("../..", import.meta.url));

/** Starts an API on a free port. */
export async function startOwnApi(stack: Stack): Promise<OwnApi> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = makeApiEnv(stack, port, url);
  let running: RunningProcess | undefined;
  const start = async (): Promise<void> => {
    running = await startProcess({
      args: ["apps/api/src/main.ts"],
      cwd: rootFolder,
      env,
      readyWhen: async () => await answers(`${url}/readyz`),
    });
  };
  const kill = async (): Promise<void> => {
    await running?.kill("SIGKILL");
    running = undefined;
  };
  await start();
  return {
    url,
    start,
    kill,
    freeze: () => {
      if (running !== undefined) process.kill(running.pid, "SIGSTOP");
    },
    [Symbol.asyncDispose]: kill,
  };
}

function makeApiEnv(stack: Stack, port: number, url: string) {
  const { dataDir } = stack;
  const secrets = loadSecrets(dataDir);
  const databaseUrl = new URL(stack.databaseUrl);
  databaseUrl.username = "churned_api";
  databaseUrl.password = secrets.apiDbPassword;
  const settings = readSettings([], {
    PORT: String(port),
    SANDBOX_PORT: new URL(stack.sandboxUrl).port,
    DATA_DIR: dataDir,
    APP_URL: url,
  });
  const urls = { owner: stack.databaseUrl, api: databaseUrl.href, worker: "" };
  const env = { LOG_LEVEL: "warn" };
  return makeChildEnvs({ settings, secrets, urls, isDemo: true, env }).api;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
