/**
 * The cookie of a guest: the id of the invitation, signed by us. It does not contain the link's secret. It expires with
 * the invitation, and every call reads from the database whether the invitation still allows anything.
 */
import { parseSigned, serializeSigned } from "hono/utils/cookie";

export interface GuestCookie {
  /** The invitation's id; undefined where there is no such cookie, or where its signature is not ours. */
  readonly read: (headers: Headers) => Promise<string | undefined>;
  /** The header that sets the cookie. */
  readonly write: (invitationId: string, expiresAt: Date) => Promise<string>;
  /** The header that removes the cookie. */
  readonly clear: () => Promise<string>;
}

/** `secret` signs other cookies too, but the signature of this one is valid for no other purpose. */
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
