/**
 * better-auth does the sign-in: scrypt hashes, sessions as rows, a signed httpOnly cookie. Three things stay outside
 * better-auth: operators add people, so there is no sign-up; no input to better-auth can set a role; and the links that
 * set a password are a use case of `services/tenant`, because they end sign-ins and mail people in one transaction.
 */
import { type Role, roles } from "@churned/domain/shared";
import { passwordLength, sessionSeconds } from "@churned/domain/sign-in";
import { asOperator, type Database } from "@churned/db/client";
import { isLocked } from "@churned/db/tenant";
import { accounts, sessions, users, verifications } from "@churned/db/auth-tables";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";

/** What signing in needs. */
export interface AuthOptions {
  readonly db: Database;
  /** Signs the cookies; at least 32 characters. */
  readonly secret: string;
  readonly appUrl: string;
  /** Receives the errors of better-auth itself. */
  readonly onError: (message: string, error: Error | undefined) => void;
}

/** better-auth with our configuration. */
export type Auth = ReturnType<typeof createAuth>;

/** Makes better-auth with our configuration and our tables. */
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
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }) => {
            const self = { kind: "system", name: "sign-in" } as const;
            if (await asOperator(options.db, self, (tx) => isLocked(tx, userId)))
              throw new APIError("FORBIDDEN");
          },
        },
      },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
    },
    // The API limits attempts itself: see apps/api/src/http/rate-limits.ts.
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
