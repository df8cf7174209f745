/**
 * Headers that make the browser run only our own files. They also forbid other sites to show our pages in a frame or to
 * read them.
 */
import type { MiddlewareHandler } from "hono";
import type { ApiContext } from "./api-context.ts";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The API reference adds style elements with this nonce to its page. Scripts are still limited to our files. */
const docsPolicy = (nonce: string): string =>
  policy.replace("style-src 'self'", `style-src 'self' 'nonce-${nonce}'`);

/** Sets the headers on every answer, also on errors. */
export function securityHeaders(appUrl: string): MiddlewareHandler<ApiContext> {
  const isSecure = appUrl.startsWith("https:");
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    const nonce = c.get("styleNonce");
    headers.set("Content-Security-Policy", nonce === undefined ? policy : docsPolicy(nonce));
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    if (isSecure) headers.set("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  };
}
