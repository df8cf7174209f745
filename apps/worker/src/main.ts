/** The worker's process. Only this process opens tokens and calls Planhat. */
import { createLogger, createShutdown, exitOnEnvError, exitWithParent } from "@churned/runtime";
import { readEnv } from "./env.ts";
import { startWorker } from "./start-worker.ts";

/** How long running handlers may take to finish. */
const drainMs = 8_000;

await exitOnEnvError(async () => {
  const env = readEnv();
  const log = createLogger({ name: "worker", level: env.LOG_LEVEL });
  const shutdown = createShutdown({ name: "worker", log, deadlineMs: drainMs + 4_000 });
  if (env.EXIT_WITH_PARENT) exitWithParent(shutdown);
  const steps = await startWorker({ env, log, signal: shutdown.signal, drainMs });
  for (const step of steps) shutdown.addStep(step.name, step.run);
  process.send?.({ ready: true });
});
