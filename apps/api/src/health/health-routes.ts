import { type Database } from "@churned/db/client";
import { isMigrated } from "@churned/db/migrate";
import type { Hints } from "@churned/queue";
import type { Metrics } from "@churned/runtime";
import type { Hono } from "hono";
import type { ApiContext } from "../http/api-context.ts";

export interface HealthOptions {
  readonly db: Database;
  readonly hints: Hints;
  readonly metrics: Metrics;
  readonly isStopping: () => boolean;
  /** False if the metrics have a separate port. */
  readonly hasMetrics: boolean;
}

/** The longest time that `/readyz` waits for the database and the queue. */
const answerTimeoutMs = 2_000;

/**
 * Adds `/livez` (the process answers), `/readyz` (the process can work, or the reasons why it cannot) and `/metrics`.
 */
export function mountHealth(app: Hono<ApiContext>, options: HealthOptions): void {
  app.get("/livez", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    const reasons = await findReasons(options);
    c.header("Cache-Control", "no-store");
    return reasons.length === 0
      ? c.json({ status: "ok", reasons })
      : c.json({ status: "not ready", reasons }, 503);
  });
  if (!options.hasMetrics) return;
  app.get("/metrics", async () => await renderMetrics(options.metrics));
}

/** The metrics in the text format of Prometheus. */
export async function renderMetrics(metrics: Metrics): Promise<Response> {
  return new Response(await metrics.render(), {
    headers: { "Content-Type": metrics.contentType, "Cache-Control": "no-store" },
  });
}

/**
 * The reasons why this process cannot work now; empty if it can work. The texts are fixed, because anyone may read
 * them.
 */
async function findReasons({ db, hints, isStopping }: HealthOptions): Promise<string[]> {
  if (isStopping()) return ["stopping"];
  const [database, queue] = await Promise.allSettled([
    inTime(isMigrated((text) => db.pool.query(text))),
    inTime(hints.counts()),
  ]);
  const reasons: string[] = [];
  if (database.status === "rejected") reasons.push("the database is not reachable");
  else if (!database.value) reasons.push("the database is older than this code");
  if (queue.status === "rejected") reasons.push("the queue is not reachable");
  return reasons;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("no answer in time")), answerTimeoutMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
