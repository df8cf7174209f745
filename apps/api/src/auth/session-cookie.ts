/**
 * Reads better-auth's session cookie, which has the form of Hono's signed cookies. better-auth's own `getSession` would
 * read the session and the person with a statement each.
 */
import type { Auth } from "@churned/sign-in";
import { parse, parseSigned } from "hono/utils/cookie";

/** After so many cookies, the verified cookies are forgotten, so that their memory is bounded. */
const verifiedMost = 10_000;

/**
 * Makes the reader of `Cookie` headers. The reader gives the token of the session; undefined if there is none, or if
 * its signature is not ours. A cookie is verified once, because that takes a tenth of the time of a read. Whether the
 * session still exists is another question: each call asks the database.
 */
export function createReadSessionToken(
  auth: Auth,
): (cookies: string) => Promise<string | undefined> {
  const verified = new Set<string>();
  return async (cookies) => {
    const { authCookies, secret } = await auth.$context;
    const { name } = authCookies.sessionToken;
    const value = parse(cookies, name)[name];
    if (value === undefined) return undefined;
    if (!verified.has(value)) {
      const token = (await parseSigned(cookies, secret, name))[name];
      if (token === undefined || token === false) return undefined;
      if (verified.size >= verifiedMost) verified.clear();
      verified.add(value);
    }
    return value.slice(0, value.lastIndexOf("."));
  };
}
