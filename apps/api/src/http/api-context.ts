import type { HttpBindings } from "@hono/node-server";
import type { ErrorCode } from "@churned/domain/shared";
import type { Context } from "hono";
import type { Person } from "./person.ts";

/** The variables of a request in our handlers. */
export interface ApiContext {
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    person?: Person;
    problemCode?: ErrorCode;
  };
}

/**
 * The caller's network address, for rate limits. Behind our own proxy, the last address in `X-Forwarded-For` counts,
 * because the caller can write the earlier addresses.
 */
export function findCallerAddress(c: Context<ApiContext>, isProxyTrusted: boolean): string {
  const forwarded = isProxyTrusted ? c.req.header("x-forwarded-for") : undefined;
  const last = forwarded?.split(",").at(-1)?.trim();
  return last || (c.env.incoming?.socket.remoteAddress ?? "unknown");
}
