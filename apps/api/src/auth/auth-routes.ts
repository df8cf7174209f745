/**
 * The routes of sign-in. Two of them call better-auth, and no other path of better-auth is served. Each call receives
 * only the input that we parsed, and each error of better-auth becomes a problem. The links that set a password are a
 * use case of `services/tenant`.
 */
import { AppError } from "@churned/domain/shared";
import type { RequestOrigin } from "@churned/domain/history";
import type { Logger } from "@churned/runtime";
import { passwordLength } from "@churned/domain/sign-in";
import { type Auth, hashPassword, refuseEasyPassword } from "@churned/sign-in";
import type { Context, Hono } from "hono";
import { z } from "zod";
import type { ApiContext } from "../http/api-context.ts";
import type { DeviceCookie } from "./device-cookie.ts";
import type { HashPlaces } from "./hash-places.ts";
import type { SignInLog } from "./sign-in-log.ts";
import type { SignInGuard } from "./sign-in-guard.ts";
import { findCallerAddress, findOrigin } from "../http/caller-address.ts";
import type { RateLimits } from "../http/rate-limits.ts";
import { readText } from "../http/body.ts";
import { parse, parseJson } from "../http/mount-operation.ts";

const SignIn = z.object({
  email: z.email().max(254),
  password: z.string().min(1).max(passwordLength.max),
  rememberMe: z.boolean().optional(),
});
const SignedIn = z.object({ token: z.string(), user: z.object({ id: z.string() }) });
const PasswordLink = z.object({ email: z.email().max(254) });
const NewPassword = z.object({
  token: z.string().min(1).max(200),
  newPassword: z
    .string()
    .min(passwordLength.min, `Use at least ${passwordLength.min} characters.`)
    .max(passwordLength.max),
});

export interface AuthRoutesOptions {
  readonly auth: Auth;
  readonly limits: RateLimits;
  readonly guard: SignInGuard;
  readonly places: HashPlaces;
  readonly deviceCookie: DeviceCookie;
  readonly isProxyTrusted: boolean;
  readonly signInLog: SignInLog;
  readonly log: Pick<Logger, "error">;
  readonly findPasswordHash: (email: string) => Promise<string | undefined>;
  /** Ends the sign-in and returns undefined if the person's password changed since `passwordHash` was read. */
  readonly confirmSignIn: (signIn: {
    readonly userId: string;
    readonly token: string;
    readonly passwordHash: string | undefined;
  }) => Promise<string | undefined>;
  /** Mails a person the link to set a password. Unknown addresses get no mail. */
  readonly sendPasswordLink: (request: RequestOrigin, email: string) => Promise<unknown>;
  readonly setPasswordWithLink: (
    request: RequestOrigin,
    given: {
      readonly secret: string;
      readonly hashPassword: (person: { email: string; name: string }) => Promise<string>;
    },
  ) => Promise<{ readonly email: string; readonly passwordHash: string }>;
  /** Ends the event streams of a session that was signed out. */
  readonly onSignedOut: (sessionId: string) => void;
  /**
   * The header that removes the cookie of a guest: a person whom a customer invited. Signing out also ends a guest's
   * visit in the same browser.
   */
  readonly clearGuestCookie: () => Promise<string>;
}

export function mountAuthRoutes(app: Hono<ApiContext>, options: AuthRoutesOptions): void {
  const { auth, limits, guard, deviceCookie, isProxyTrusted, signInLog } = options;
  const originOf = (c: Context<ApiContext>) => findOrigin(c, isProxyTrusted);

  app.post("/api/auth/sign-in/email", async (c) => {
    const body = parse(SignIn, parseJson(await readText(c)));
    const { email, rememberMe = true } = body;
    const { headers, signal } = c.req.raw;
    const findPasswordHash = () => options.findPasswordHash(email);
    const deviceId = await deviceCookie.read(headers, email, findPasswordHash);
    const address = findCallerAddress(c, isProxyTrusted);
    const signedIn = await guard.attempt({ email, address, deviceId, signal }, async () => {
      const compared = await findPasswordHash();
      const answer = await auth.api.signInEmail({
        body: { ...body, rememberMe },
        headers,
        asResponse: true,
      });
      if (!answer.ok) {
        const problem = toProblem(answer.status);
        // Any other error is a failure on our side, and no refusal.
        if (problem instanceof AppError) await signInLog.refused(originOf(c), email);
        throw problem;
      }
      const { token, user } = SignedIn.parse(await answer.clone().json());
      const userId = user.id;
      const passwordHash = await options.confirmSignIn({ userId, token, passwordHash: compared });
      if (passwordHash === undefined) {
        await signInLog.refused(originOf(c), email);
        throw new AppError(
          "UNAUTHENTICATED",
          "This account changed during this sign-in. Sign in again.",
        );
      }
      return { answer, passwordHash, userId };
    });
    const { answer, passwordHash, userId } = signedIn;
    // A person who does not want to be remembered may be using somebody else's device.
    if (rememberMe) await setCookie(c, deviceCookie.write({ email, passwordHash }, deviceId));
    await signInLog.signedIn(originOf(c), userId);
    return await passOn(c, answer, (told) => ({ user: told["user"] }));
  });

  app.post("/api/auth/sign-out", async (c) => {
    const { headers } = c.req.raw;
    const found = headers.has("cookie") ? await auth.api.getSession({ headers }) : null;
    const answer = await auth.api.signOut({ headers, asResponse: true });
    if (found !== null) {
      options.onSignedOut(found.session.id);
      await signInLog.signedOut(originOf(c), found.user.id);
    }
    await setCookie(c, options.clearGuestCookie());
    return await passOn(c, answer, () => ({ success: true }));
  });

  app.post("/api/auth/request-password-reset", async (c) => {
    const { email } = parse(PasswordLink, parseJson(await readText(c)));
    await limits.count("passwordLink", findCallerAddress(c, isProxyTrusted));
    // The answer and its duration must not show whether the account exists. So the call does not wait for the mail.
    void options.sendPasswordLink(originOf(c), email).catch((error: unknown) => {
      options.log.error({ err: error }, "a link to set a password could not be sent");
    });
    c.header("Cache-Control", "no-store");
    return c.json({ status: true });
  });

  app.post("/api/auth/reset-password", async (c) => {
    const body = parse(NewPassword, parseJson(await readText(c)));
    const person = await options.setPasswordWithLink(originOf(c), {
      secret: body.token,
      // Whoever has a valid link is no guesser.
      hashPassword: async (owner) => {
        await refuseEasyPassword(body.newPassword, owner);
        const hash = () => hashPassword(auth, body.newPassword);
        return await options.places.run("known", hash, c.req.raw.signal);
      },
    });
    await setCookie(c, deviceCookie.write(person, undefined));
    c.header("Cache-Control", "no-store");
    return c.json({ status: true });
  });
}

async function setCookie(c: Context<ApiContext>, header: Promise<string>): Promise<void> {
  c.header("Set-Cookie", await header, { append: true });
}

type Told = Record<string, unknown>;

/**
 * Answers with better-auth's cookies, and with the result of `tell` for better-auth's body. Throws better-auth's errors
 * as `AppError`s.
 */
async function passOn(
  c: Context<ApiContext>,
  answer: Response,
  tell: (body: Told) => Told,
): Promise<Response> {
  const text = await answer.text();
  if (!answer.ok) throw toProblem(answer.status);
  for (const cookie of answer.headers.getSetCookie())
    c.header("Set-Cookie", cookie, { append: true });
  c.header("Cache-Control", "no-store");
  return c.json(tell(JSON.parse(text) as Told));
}

function toProblem(status: number): Error {
  if (status === 401)
    return new AppError("UNAUTHENTICATED", "This email and password do not belong together.");
  if (status === 403)
    return new AppError("FORBIDDEN", "This account is locked. Ask Churned to unlock it.");
  return new Error(`better-auth answered ${status}`);
}
