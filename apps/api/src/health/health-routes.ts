import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Database } from "@churned/db/client";
import type { Hints } from "@churned/queue";
import type { Metrics } from "@churned/runtime";
import { readReadiness } from "@churned/services/readiness";
import { notFound } from "@churned/domain/shared";
import type { Context, Hono } from "hono";
import type { ApiContext } from "../http/api-context.ts";

export interface HealthOptions {
  readonly db: Database;
  readonly hints: Hints;
  readonly metrics: Metrics;
  readonly clock: Pick<Clock, "isRight">;
  readonly isStopping: () => boolean;
  /** Who may read `/metrics` here. `nobody` if the metrics have a separate port. */
  readonly metricsFor: "all" | "this machine" | "nobody";
  readonly consoleFolder: string;
}

/**
 * Adds `/livez` (the process answers), `/readyz` (the process can work, or the reasons why it cannot) and `/metrics`.
 */
export function mountHealth(app: Hono<ApiContext>, options: HealthOptions): void {
  app.get("/livez", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    const readiness = await readReadiness({
      ...options,
      isStopping: options.isStopping(),
      // A Save needs no queue. Syncs and mails start when the queue is back.
      worksWithoutQueue: true,
      ownReasons: existsSync(join(options.consoleFolder, "index.html"))
        ? []
        : ["the console is not built"],
    });
    c.header("Cache-Control", "no-store");
    return c.json(readiness, readiness.status === "not ready" ? 503 : 200);
  });
  const { metrics, metricsFor } = options;
  if (metricsFor === "nobody") return;
  app.get("/metrics", async (c) => {
    if (metricsFor === "this machine" && !isFromThisMachine(c)) throw notFound("call");
    return await renderMetrics(metrics);
  });
}

/** A proxy on this machine forwards the requests of others, and adds a header that tells so. */
function isFromThisMachine(c: Context<ApiContext>): boolean {
  const isForwarded = ["x-forwarded-for", "forwarded", "via"].some(
    (name) => c.req.header(name) !== undefined,
  );
  const address = c.env.incoming?.socket.remoteAddress ?? "";
  return !isForwarded && /^(::ffff:)?127\.|^::1$/.test(address);
}

/** The metrics in the text format of Prometheus. */
export async function renderMetrics(metrics: Metrics): Promise<Response> {
  return new Response(await metrics.render(), {
    headers: { "Content-Type": metrics.contentType, "Cache-Control": "no-store" },
  });
}
