/** The API's process: parses the environment, opens connections, listens, and shuts down in order. */
import { createLogger, createShutdown, exitOnEnvError, exitWithParent } from "@churned/runtime";
import { serve, type ServerType } from "@hono/node-server";
import { createApi } from "./app.ts";
import { createDeps } from "./deps.ts";
import { readEnv } from "./env.ts";
import { renderMetrics } from "./health/health-routes.ts";

/** How long open requests may still take after a stop. A supervisor usually kills a process after thirty seconds. */
const stopDeadlineMs = 10_000;

await exitOnEnvError(async () => {
  const env = readEnv();
  const log = createLogger({ name: "api", level: env.LOG_LEVEL });
  const shutdown = createShutdown({ name: "api", log, deadlineMs: stopDeadlineMs });
  const deps = await createDeps(env, log, { isStopping: shutdown.isStopping });
  const servers = [await listen(createApi(deps).fetch, env.PORT, env.HOST)];
  if (env.METRICS_PORT !== undefined)
    servers.push(await listen(() => renderMetrics(deps.metrics), env.METRICS_PORT, env.HOST));

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

function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  port: number,
  hostname: string | undefined,
): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, ...(hostname === undefined ? {} : { hostname }) }, () =>
      resolve(server),
    );
    server.once("error", reject);
  });
}

async function close(server: ServerType): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    if ("closeIdleConnections" in server) server.closeIdleConnections();
  });
}
