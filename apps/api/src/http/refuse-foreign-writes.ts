/**
 * No other site writes with a visitor's cookie. A browser says where a write comes from, in `Origin` or at least in
 * `Sec-Fetch-Site`; a caller that says neither is no browser and carries no visitor's cookie.
 */
import { AppError } from "@churned/domain/shared";
import type { MiddlewareHandler } from "hono";
import type { ApiContext } from "./api-context.ts";

const reading = new Set(["GET", "HEAD", "OPTIONS"]);

/** Refuses writes from any origin but the trusted ones, signing in included. */
export function refuseForeignWrites(trusted: readonly string[]): MiddlewareHandler<ApiContext> {
  return async (c, next) => {
    if (!reading.has(c.req.method) && isForeign(c.req.raw.headers, trusted))
      throw new AppError("FORBIDDEN", "a write from a foreign origin", {
        publicMessage: `Writes are taken from pages of ${trusted[0]} only.`,
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
