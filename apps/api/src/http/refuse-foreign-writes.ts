/**
 * Stops other sites from writing with a visitor's cookie (CSRF). A browser sends `Origin`, or at least
 * `Sec-Fetch-Site`, with a write. A caller without both headers is no browser, so it has no visitor's cookie.
 * A call with an API key and without a cookie needs no such check: a browser adds no API key by itself.
 */
import { AppError } from "@churned/domain/shared";
import type { MiddlewareHandler } from "hono";
import { readApiKey } from "./api-key-header.ts";
import type { ApiContext } from "./api-context.ts";

const reading = new Set(["GET", "HEAD", "OPTIONS"]);

/** Refuses writes from origins that are not trusted. Signing in is a write too. */
export function refuseForeignWrites(trusted: readonly string[]): MiddlewareHandler<ApiContext> {
  return async (c, next) => {
    const { headers } = c.req.raw;
    const hasOnlyKey = readApiKey(headers) !== undefined && !headers.has("cookie");
    if (!reading.has(c.req.method) && !hasOnlyKey && isForeign(headers, trusted))
      throw new AppError("FORBIDDEN", "a write from a foreign origin", {
        publicMessage: `Churned accepts writes only from pages of ${trusted[0]}.`,
      });
    await next();
  };
}

function isForeign(headers: Headers, trusted: readonly string[]): boolean {
  const origin = headers.get("origin");
  if (origin !== null) return !trusted.includes(origin);
  const site = headers.get("sec-fetch-site");
  return site !== null && site !== "same-origin" && site !== "none";
}
