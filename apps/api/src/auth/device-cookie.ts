/**
 * The cookie of a device on which a person signed in before. It lets the person sign in while somebody else guesses
 * the person's password from other devices. It replaces no password: it only selects which limit counts an attempt.
 */
import { createHash, randomUUID } from "node:crypto";
import { deviceSeconds } from "@churned/domain/sign-in";
import { parseSigned, serializeSigned } from "hono/utils/cookie";

export interface DeviceCookie {
  /** The id of the device; undefined if nobody with this mail address signed in on it before. */
  readonly read: (headers: Headers, email: string) => Promise<string | undefined>;
  /** The header that marks the device as one on which the person with this address signed in. */
  readonly write: (email: string, deviceId: string | undefined) => Promise<string>;
}

/** `secret` also signs other cookies. A signature of this cookie is valid for one person and for no other purpose. */
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
  const secretFor = (email: string): string => `${options.secret}/device/${email.toLowerCase()}`;
  return {
    read: async (headers, email) => {
      const name = nameFor(email);
      const cookies = await parseSigned(headers.get("cookie") ?? "", secretFor(email), name);
      const value = cookies[name];
      return typeof value === "string" && value !== "" ? value : undefined;
    },
    write: (email, deviceId) =>
      serializeSigned(nameFor(email), deviceId ?? randomUUID(), secretFor(email), {
        path: "/api/auth",
        httpOnly: true,
        sameSite: "Strict",
        secure: isSecure,
        expires: new Date(options.now().getTime() + deviceSeconds * 1000),
      }),
  };
}
