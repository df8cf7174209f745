/**
 * Reads better-auth's session cookie. better-auth's own `getSession` would read the session and the person with a
 * statement each, and import the key again at each call.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Auth } from "@churned/sign-in";
import { parse } from "hono/utils/cookie";

/** The token of the session in a `Cookie` header; undefined if there is none, or if its signature is not ours. */
export async function readSessionToken(auth: Auth, cookies: string): Promise<string | undefined> {
  const { authCookies, secret } = await auth.$context;
  const { name } = authCookies.sessionToken;
  const value = parse(cookies, name)[name] ?? "";
  const end = value.lastIndexOf(".");
  if (end < 1) return undefined;
  const token = value.slice(0, end);
  const given = Buffer.from(value.slice(end + 1));
  const ours = Buffer.from(createHmac("sha256", secret).update(token).digest("base64"));
  return given.length === ours.length && timingSafeEqual(given, ours) ? token : undefined;
}
