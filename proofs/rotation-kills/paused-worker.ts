/**
 * A worker that stops for ever at a chosen pause point of each connection: `paused-worker.ts
 * '{"<connection>":"<point>"}'`. It logs where it stopped, and continues with all other work.
 */
import { createLogger, createShutdown, exitWithParent } from "@churned/runtime";
import { readEnv } from "@churned/worker/env";
import { startWorker } from "@churned/worker/start-worker";

const points = new Map<string, string>(Object.entries(JSON.parse(process.argv[2] ?? "{}")));
const log = createLogger({ name: "worker", level: "info" });
const shutdown = createShutdown({ name: "worker", log, deadlineMs: 1_000 });
exitWithParent(shutdown);
await startWorker({
  env: readEnv(),
  log,
  signal: shutdown.signal,
  drainMs: 500,
  pausePoint: async (point, connectionId) => {
    if (points.get(connectionId) !== point) return;
    log.info({ connectionId, point }, "paused");
    await new Promise(() => {});
  },
});
