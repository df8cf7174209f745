import type { HttpBindings } from "@hono/node-server";
import type { ErrorCode } from "@churned/domain/shared";
import type { Context } from "hono";
import type { Person } from "./person.ts";

/** What a request carries through our handlers. */
export interface ApiContext {
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    person?: Person;
    problemCode?: ErrorCode;
  };
}

/**
 * The caller's network address, for limits. Behind a proxy of ours it is the last in `X-Forwarded-For`: earlier ones
 * are the caller's own words.
 */
export function findCallerAddress(c: Context<ApiContext>, isProxyTrusted: boolean): string {
  const forwarded = isProxyTrusted ? c.req.header("x-forwarded-for") : undefined;
  const last = forwarded?.split(",").at(-1)?.trim();
  return last || (c.env.incoming?.socket.remoteAddress ?? "unknown");
}
