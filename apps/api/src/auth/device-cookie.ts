/**
 * The cookie of a device on which a person signed in before. It lets the person sign in while somebody else guesses the
 * person's password from other devices. It replaces no password: it only selects which limit counts an attempt. It is
 * valid until the person's password changes.
 */
import { createHash, randomUUID } from "node:crypto";
import { deviceSeconds } from "@churned/domain/sign-in";
import { parseSigned, serializeSigned } from "hono/utils/cookie";

export interface DeviceCookie {
  /**
   * The id of the device; undefined if nobody signed in on it with this mail address and the person's present password.
   * Calls `findPasswordHash` only if there is a cookie for this address.
   */
  readonly read: (
    headers: Headers,
    email: string,
    findPasswordHash: () => Promise<string | undefined>,
  ) => Promise<string | undefined>;
  /** The header that marks the device as one on which the person with this address signed in. */
  readonly write: (
    person: { readonly email: string; readonly passwordHash: string },
    deviceId: string | undefined,
  ) => Promise<string>;
}

/**
 * `secret` also signs other cookies. A signature of this cookie is valid for one person with one password, and for no
 * other purpose.
 */
export function createDeviceCookie(options: {
  readonly secret: string;
  readonly appUrl: string;
  readonly now: () => Date;
}): DeviceCookie {
  const isSecure = options.appUrl.startsWith("https:");
  const nameFor = (email: string): string => {
    const person = createHash("sha256").update(email.toLowerCase()).digest("hex").slice(0, 12);
    return `${isSecure ? "__Secure-" : ""}churned-device-${person}`;
  };
  const secretFor = (email: string, passwordHash: string): string => {
    const password = createHash("sha256").update(passwordHash).digest("base64url");
    return `${options.secret}/device/${email.toLowerCase()}/${password}`;
  };
  return {
    read: async (headers, email, findPasswordHash) => {
      const name = nameFor(email);
      const given = headers.get("cookie") ?? "";
      const passwordHash = given.includes(name) ? await findPasswordHash() : undefined;
      if (passwordHash === undefined) return undefined;
      const cookies = await parseSigned(given, secretFor(email, passwordHash), name);
      const value = cookies[name];
      return typeof value === "string" && value !== "" ? value : undefined;
    },
    write: ({ email, passwordHash }, deviceId) =>
      serializeSigned(nameFor(email), deviceId ?? randomUUID(), secretFor(email, passwordHash), {
        path: "/api/auth",
        httpOnly: true,
        sameSite: "Strict",
        secure: isSecure,
        expires: new Date(options.now().getTime() + deviceSeconds * 1000),
      }),
  };
}
