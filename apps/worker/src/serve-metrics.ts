import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { Metrics } from "@churned/runtime";
import type { Readiness } from "@churned/services/readiness";

/** Serves `/metrics`, `/livez` and `/readyz` on a separate port. */
export async function serveMetrics(
  metrics: Metrics,
  port: number,
  readReadiness: () => Promise<Readiness>,
): Promise<{ close(): Promise<void> }> {
  const answers: Readonly<Record<string, (response: ServerResponse) => Promise<void> | void>> = {
    "/livez": (response) => void response.end("ok\n"),
    "/readyz": async (response) => {
      const readiness = await readReadiness();
      response
        .writeHead(readiness.status === "not ready" ? 503 : 200, {
          "content-type": "application/json",
          "cache-control": "no-store",
        })
        .end(JSON.stringify(readiness));
    },
    "/metrics": async (response) => {
      const text = await metrics.render();
      response.setHeader("content-type", metrics.contentType).end(text);
    },
  };
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ""];
    if (answer === undefined) response.writeHead(404).end();
    else Promise.resolve(answer(response)).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
