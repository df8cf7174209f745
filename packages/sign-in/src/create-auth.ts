/**
 * Sign-in is better-auth's: scrypt hashes, sessions as rows, a signed httpOnly cookie. What is ours is kept out of its
 * reach: people are made by operators (no sign-up), and the role is set by no input.
 */
import { type Role, roles } from "@churned/domain/shared";
import type { Database } from "@churned/db/client";
import { accounts, sessions, users, verifications } from "@churned/db/auth-tables";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { betterAuth } from "better-auth/minimal";

/** A sign-in lasts this long, whatever happens in it. */
const sessionSeconds = 7 * 24 * 60 * 60;
/** A link to set a password lasts this long; its mail says so. */
const passwordLinkSeconds = 24 * 60 * 60;

/** The shortest password that can be set. */
export const minPasswordLength = 12;

/** What signing in needs. */
export interface AuthOptions {
  readonly db: Database;
  /** Signs the cookies; at least 32 characters. */
  readonly secret: string;
  readonly appUrl: string;
  /** Told of better-auth's own errors. */
  readonly onError: (message: string, error: Error | undefined) => void;
  /** Sends a person the link under which they set their password. */
  readonly sendPasswordLink: (link: PasswordLink) => Promise<void>;
}

/** A link under which a person sets their password, and whose it is. It is a secret, and lasts a day. */
export interface PasswordLink {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly url: string;
}

/** better-auth, set up as ours. */
export type Auth = ReturnType<typeof createAuth>;

/** Sets better-auth up over our tables. */
export function createAuth(options: AuthOptions) {
  return betterAuth({
    appName: "Churned",
    baseURL: options.appUrl,
    basePath: "/api/auth",
    secret: options.secret,
    database: drizzleAdapter(options.db.orm, {
      provider: "pg",
      schema: { user: users, session: sessions, account: accounts, verification: verifications },
      transaction: true,
    }),
    user: {
      additionalFields: {
        role: {
          type: [...roles] as [Role, ...Role[]],
          required: true,
          input: false,
          defaultValue: "customer",
        },
      },
    },
    session: { expiresIn: sessionSeconds, disableSessionRefresh: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength,
      maxPasswordLength: 128,
      resetPasswordTokenExpiresIn: passwordLinkSeconds,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ user, token }) => {
        await options.sendPasswordLink({
          userId: user.id,
          email: user.email,
          name: user.name,
          url: makePasswordLink(options.appUrl, token),
        });
      },
    },
    // The secret of a link to set a password is kept as a hash, as a password is.
    verification: { storeIdentifier: "hashed" },
    // The API counts for itself: by account, and giving back what was right.
    rateLimit: { enabled: false },
    advanced: {
      database: { generateId: false },
      useSecureCookies: options.appUrl.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
      ipAddress: { disableIpTracking: true },
      cookiePrefix: "churned",
    },
    telemetry: { enabled: false },
    logger: {
      level: "error",
      log: (_level, message, ...details) => {
        options.onError(
          message,
          details.find((detail) => detail instanceof Error),
        );
      },
    },
  });
}

/** The secret rides in the fragment: browsers send it to no server, so no log and no `Referer` has it. */
function makePasswordLink(appUrl: string, token: string): string {
  return `${appUrl}/set-password#token=${encodeURIComponent(token)}`;
}
