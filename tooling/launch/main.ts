// `npm start`: runs the whole product on one machine, with nothing installed before. Each DATA_DIR has one launcher.
// The launcher ends on Ctrl-C, on SIGTERM, on SIGHUP or when its parent process ends. In all these cases it leaves no
// process behind.

import { join } from "node:path";

import { announce } from "./announce.ts";
import { makeChildEnvs, makeSandboxEnv } from "./child-env.ts";
import {
  clearClusterWithoutSecrets,
  findClusterFolder,
  removeKept,
  startCluster,
} from "./cluster.ts";
import { buildConsole } from "./console-build.ts";
import { lockDataDir } from "./data-dir.ts";
import { migrateDatabase, seedDemo } from "./database.ts";
import { LaunchError } from "./launch-error.ts";
import { createPhases } from "./phases.ts";
import { requireFreePorts } from "./ports.ts";
import { loadSecrets } from "./secrets.ts";
import { readSettings, type Settings } from "./settings.ts";
import { createStack, type Stack } from "./stack.ts";

// Limits the memory for young objects: Node's own choice depends on the machine's memory and wastes 130 MB on 24 GB.
const nodeFlags = ["--max-semi-space-size=8"];
// After one Ctrl-C, the terminal and npm both send a signal. A second signal within this time is the same Ctrl-C.
const sameSignalMs = 500;

const say = (line: string): void => console.log(line);

// A closed terminal must not prevent an orderly stop.
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);

try {
  await launch();
} catch (error) {
  fail(error);
  process.exit(1);
}

async function launch(): Promise<void> {
  const startedAt = performance.now();
  const settings = readSettings(process.argv.slice(2), process.env);
  const phases = createPhases(settings.isTimed);
  const lock = await lockDataDir(settings.dataDir, settings.port, say);
  process.once("exit", () => lock.release());

  let isEnding = false;
  const end = async (code: number): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    await stack.stop();
    process.exit(code);
  };
  const stack = createStack({
    dataDir: settings.dataDir,
    lock,
    say,
    onFailure: (reason) => {
      if (isEnding) return;
      console.error(reason);
      void end(1);
    },
  });
  endOnSignals(stack, async () => await end(0));
  try {
    await startEverything(settings, stack, phases);
  } catch (error) {
    // A failure during the shutdown is not reported, because the launcher ends anyway.
    if (isEnding) return;
    fail(error);
    await end(1);
  }
  if (isEnding) return;
  const isEmbedded = settings.databaseUrl === undefined;
  phases.report();
  announce({
    settings,
    isDemo: isEmbedded,
    clusterFolder: isEmbedded ? findClusterFolder(settings.dataDir).folder : undefined,
    seconds: (performance.now() - startedAt) / 1000,
  });
}

async function startEverything(
  settings: Settings,
  stack: Stack,
  phases: ReturnType<typeof createPhases>,
): Promise<void> {
  await requireFreePorts([
    { variable: "PORT", port: settings.port, what: "the console and the API" },
    { variable: "SANDBOX_PORT", port: settings.sandboxPort, what: "Planhat's sandbox" },
  ]);
  if (settings.isReset) {
    const removed = removeKept(settings.dataDir);
    say(removed.length > 0 ? `Removed ${removed.join(", ")}.` : "There was nothing to remove.");
  }
  const isDemo = settings.databaseUrl === undefined;
  if (isDemo) clearClusterWithoutSecrets(settings.dataDir, say);
  const secrets = loadSecrets(settings.dataDir);

  // The database starts first, because everything else waits for it.
  const database = startDatabase(settings, secrets, stack, phases);
  const sandbox = phases.time("sandbox", async () => {
    const env = makeSandboxEnv(settings, process.env);
    await stack.startProgram("sandbox", "packages/planhat-sandbox/src/main.ts", env);
  });
  const builtConsole = phases.time("console", async () => await buildConsole(say));
  const programs = (async (): Promise<void> => {
    const ownerUrl = await database;
    const stampFile = isDemo ? join(settings.dataDir, "migrated") : undefined;
    const urls = await phases.time(
      "migrations",
      async () => await migrateDatabase(ownerUrl, secrets, stampFile),
    );
    const envs = makeChildEnvs({ settings, secrets, urls, isDemo, env: process.env });
    if (isDemo) {
      const seed = { dataDir: settings.dataDir, env: envs.seed };
      await phases.time("demo", async () => await seedDemo(seed));
    }
    await Promise.all([
      phases.time("api", async () => {
        // The API looks for the built console only at its start.
        await builtConsole;
        await stack.startProgram("api", "apps/api/src/main.ts", envs.api, nodeFlags);
        await requireReady(settings.port);
      }),
      phases.time("worker", async () => {
        await stack.startProgram("worker", "apps/worker/src/main.ts", envs.worker, nodeFlags);
      }),
    ]);
  })();
  await Promise.all([sandbox, builtConsole, programs]);
}

async function startDatabase(
  settings: Settings,
  secrets: { readonly ownerDbPassword: string },
  stack: Stack,
  phases: ReturnType<typeof createPhases>,
): Promise<string> {
  if (settings.databaseUrl !== undefined) return settings.databaseUrl;
  return await phases.time("postgres", async () => {
    const { dataDir } = settings;
    const cluster = await startCluster({ dataDir, password: secrets.ownerDbPassword, say });
    stack.addCluster(cluster);
    return cluster.url;
  });
}

async function requireReady(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`);
  if (response.ok) return;
  throw new LaunchError(`The API listens but is not ready (${response.status} from /readyz).`, [
    await response.text(),
  ]);
}

function endOnSignals(stack: Stack, end: () => Promise<void>): void {
  let firstAt: number | undefined;
  const onSignal = (): void => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      say("\nStopping …");
      void end();
    } else if (performance.now() - firstAt > sameSignalMs) {
      stack.killAll();
      process.exit(130);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  process.once("disconnect", onSignal);
}

function fail(error: unknown): void {
  if (error instanceof LaunchError) {
    console.error(["", error.message, ...error.whatToDo, ""].join("\n"));
  } else {
    console.error(error);
  }
}
