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
 * The caller's network address, for rate limits. Behind a proxy of ours it is the last address in `X-Forwarded-For`,
 * because the caller can write the earlier ones.
 */
export function findCallerAddress(c: Context<ApiContext>, isProxyTrusted: boolean): string {
  const forwarded = isProxyTrusted ? c.req.header("x-forwarded-for") : undefined;
  const last = forwarded?.split(",").at(-1)?.trim();
  return last || (c.env.incoming?.socket.remoteAddress ?? "unknown");
}
