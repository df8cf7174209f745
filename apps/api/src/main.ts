/** The API's process: parses the environment, opens connections, listens, and shuts down in order. */
import { createLogger, createShutdown, exitOnEnvError, exitWithParent } from "@churned/runtime";
import type { Server } from "node:http";
import { answerMalformedRequest, createApi } from "./app.ts";
import { createDeps } from "./deps.ts";
import { readEnv } from "./env.ts";
import { listen } from "./http/listen.ts";
import { renderMetrics } from "./health/health-routes.ts";

/** How long open requests may still take after a stop. A supervisor usually kills a process after thirty seconds. */
const stopDeadlineMs = 10_000;

await exitOnEnvError(async () => {
  const env = readEnv();
  const log = createLogger({ name: "api", level: env.LOG_LEVEL });
  const shutdown = createShutdown({ name: "api", log, deadlineMs: stopDeadlineMs });
  const deps = await createDeps(env, log, { isStopping: shutdown.isStopping });
  const api = createApi(deps);
  const answerMalformed = () => answerMalformedRequest(api);
  const { HOST: hostname, METRICS_PORT } = env;
  const servers = [await listen({ fetch: api.fetch, answerMalformed, port: env.PORT, hostname })];
  if (METRICS_PORT !== undefined) {
    const fetch = () => renderMetrics(deps.metrics);
    servers.push(await listen({ fetch, answerMalformed, port: METRICS_PORT, hostname }));
  }

  // Event streams end first, because a server closes only when it has no open request.
  shutdown.addStep("end event streams", deps.hub.close);
  shutdown.addStep("cut downloads", deps.downloads.close);
  shutdown.addStep("stop listening", async () => {
    await Promise.all(servers.map(close));
  });
  shutdown.addStep("close connections", deps.close);
  if (env.EXIT_WITH_PARENT) exitWithParent(shutdown);
  log.info({ port: env.PORT, appUrl: env.appUrl }, "listening");
  process.send?.({ ready: true });
});

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
