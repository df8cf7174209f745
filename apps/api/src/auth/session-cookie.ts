/**
 * Reads better-auth's session cookie, which has the form of Hono's signed cookies. better-auth's own `getSession` would
 * read the session and the person with a statement each.
 */
import type { Auth } from "@churned/sign-in";
import { parseSigned } from "hono/utils/cookie";

/** The token of the session in a `Cookie` header; undefined if there is none, or if its signature is not ours. */
export async function readSessionToken(auth: Auth, cookies: string): Promise<string | undefined> {
  const { authCookies, secret } = await auth.$context;
  const { name } = authCookies.sessionToken;
  const token = (await parseSigned(cookies, secret, name))[name];
  return token === false ? undefined : token;
}
