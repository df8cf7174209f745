/**
 * How a guest is known again: a cookie that names their invitation, signed by us. It is no copy of the link's secret, it
 * ends with the invitation, and what it is worth is looked up at every call.
 */
import { parseSigned, serializeSigned } from "hono/utils/cookie";

export interface GuestCookie {
  /** The invitation's id; undefined where there is no such cookie, or not one of ours. */
  readonly read: (headers: Headers) => Promise<string | undefined>;
  /** The header that sets it. */
  readonly write: (invitationId: string, expiresAt: Date) => Promise<string>;
  /** The header that takes it away. */
  readonly clear: () => Promise<string>;
}

/** `secret` signs other cookies too; this one's signature is good for nothing else. */
export function createGuestCookie(options: {
  readonly secret: string;
  readonly appUrl: string;
}): GuestCookie {
  const isSecure = options.appUrl.startsWith("https:");
  const name = isSecure ? "__Host-churned-guest" : "churned-guest";
  const secret = `${options.secret}/guest`;
  const write = (value: string, expires: Date): Promise<string> =>
    serializeSigned(name, value, secret, {
      path: "/",
      httpOnly: true,
      sameSite: "Strict",
      secure: isSecure,
      expires,
    });
  return {
    read: async (headers) => {
      const cookies = await parseSigned(headers.get("cookie") ?? "", secret, name);
      const value = cookies[name];
      return typeof value === "string" && value !== "" ? value : undefined;
    },
    write,
    clear: () => write("", new Date(0)),
  };
}
