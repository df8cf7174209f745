/**
 * Writes one log line and one observation for each request: route patterns and kinds, never paths, queries or bodies.
 */
import { randomUUID } from "node:crypto";
import type { Logger, Metrics } from "@churned/runtime";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { ApiContext } from "./api-context.ts";

const quiet = new Set(["/livez", "/readyz", "/metrics"]);

/** Gives each request an id, sent in `X-Request-Id`, and logs its outcome. */
export function requestLog(log: Logger, metrics: Metrics): MiddlewareHandler<ApiContext> {
  const durations = metrics.histogram({
    name: "http_request_duration_seconds",
    help: "Time from a request's arrival to the start of its answer.",
    labels: ["method", "route", "status"],
  });
  return async (c, next) => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    c.set("requestId", requestId);
    await next();
    c.res.headers.set("X-Request-Id", requestId);
    const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
    const { status } = c.res;
    const route = routePath(c);
    const { method } = c.req;
    durations.observe({ method, route, status: String(status) }, durationMs / 1000);
    const person = c.get("person");
    const fields = {
      requestId,
      method,
      route,
      status,
      durationMs,
      actor: person?.role ?? "nobody",
      ...(person?.key === undefined ? {} : { apiKeyId: person.user.id }),
      ...(person?.tenant ? { tenantId: person.tenant.tenantId } : {}),
      ...(c.get("problemCode") === undefined ? {} : { problem: c.get("problemCode") }),
    };
    if (status >= 500 && c.error !== undefined)
      log.error({ ...fields, error: c.error }, "request failed");
    else if (quiet.has(route)) log.debug(fields, "request");
    else log.info(fields, "request");
  };
}
