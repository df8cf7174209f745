/** Logs sign-ins and requests of people without a sign-in in the audit. */
import { createHmac } from "node:crypto";
import type { RequestOrigin } from "@churned/domain/history";
import { logAccountUse, logUnknownCaller } from "@churned/services/history";
import type { ServiceContext } from "@churned/services/context";

export interface SignInLog {
  readonly signedIn: (request: RequestOrigin, userId: string) => Promise<void>;
  readonly signedOut: (request: RequestOrigin, userId: string) => Promise<void>;
  readonly refused: (request: RequestOrigin, email: string) => Promise<void>;
  readonly askedForLink: (request: RequestOrigin, email: string) => Promise<void>;
}

/**
 * `secret` is the key of the hashes of unknown addresses. Such an address is not stored: people also type their password
 * into the wrong field, and the audit is never erased. The hash shows only that several attempts used the same address.
 */
export function createSignInLog(ctx: ServiceContext, secret: string): SignInLog {
  const hash = (email: string): string =>
    createHmac("sha256", `${secret}/audit`).update(email.toLowerCase()).digest("base64url");
  const describe = (email: string): string =>
    `no account has this address (hash ${hash(email).slice(0, 10)})`;
  const logUse =
    (action: "sign_in" | "sign_out") =>
    (request: RequestOrigin, userId: string): Promise<void> =>
      logAccountUse({ ...ctx, request }, { action, userId });
  const logAttempt =
    (action: "sign_in.refused" | "password.request") =>
    (request: RequestOrigin, email: string): Promise<void> =>
      logUnknownCaller({ ...ctx, request }, { action, email, ifUnknown: describe(email) });
  return {
    signedIn: logUse("sign_in"),
    signedOut: logUse("sign_out"),
    refused: logAttempt("sign_in.refused"),
    askedForLink: logAttempt("password.request"),
  };
}
