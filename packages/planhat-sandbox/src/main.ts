/**
 * Runs a sandbox until it is stopped. When the sandbox is ready, reports this on stdout (one line of JSON) and to the
 * parent process.
 */

import { setFlagsFromString } from "node:v8";
import { readEnv } from "./env.ts";
import type { SandboxEnv } from "./env.ts";
import { createSandbox } from "./sandbox.ts";

const EXIT_CONFIG = 78;

// A page is a large text that becomes garbage at once. With a young generation that does not grow, the memory of
// pages is freed earlier: 180 MB instead of 300 MB with a million records, at the same speed.
setFlagsFromString("--semi-space-growth-factor=1");

async function run(env: SandboxEnv): Promise<void> {
  const sandbox = await createSandbox({
    port: env.SANDBOX_PORT,
    hosts: env.SANDBOX_HOSTS,
    ...(env.SANDBOX_DATA_FILE ? { dataFile: env.SANDBOX_DATA_FILE } : {}),
    limits: {
      ...(env.SANDBOX_MAX_CALLS === undefined ? {} : { maxCalls: env.SANDBOX_MAX_CALLS }),
      ...(env.SANDBOX_LATENCY_MS === undefined ? {} : { latencyMs: env.SANDBOX_LATENCY_MS }),
    },
    ...(env.SANDBOX_PUBLIC_URL ? { publicUrl: env.SANDBOX_PUBLIC_URL } : {}),
  });
  const stop = (): void => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  if (env.EXIT_WITH_PARENT === "true") process.once("disconnect", stop);
  console.log(JSON.stringify({ level: "info", msg: "sandbox ready", url: sandbox.url }));
  process.send?.({ ready: true });
}

function fail(error: unknown, code: number): void {
  const message = error instanceof Error ? error.message : String(error);
  console.error(JSON.stringify({ level: "fatal", msg: message }));
  process.exitCode = code;
}

let env: SandboxEnv | undefined;
try {
  env = readEnv();
} catch (error) {
  fail(error, EXIT_CONFIG);
}
if (env) {
  try {
    await run(env);
  } catch (error) {
    fail(error, 1);
  }
}
