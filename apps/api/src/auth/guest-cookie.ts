/**
 * The cookie of a guest: a person whom a customer invited to save a token. The cookie contains the id of the
 * invitation with our signature, and not the link's secret. The cookie expires with the invitation. Every call reads
 * from the database whether the invitation is still valid.
 */
import { parseSigned, serializeSigned } from "hono/utils/cookie";

export interface GuestCookie {
  /** The invitation's id; undefined if there is no such cookie or if we did not sign it. */
  readonly read: (headers: Headers) => Promise<string | undefined>;
  /** The header that sets the cookie. */
  readonly write: (invitationId: string, expiresAt: Date) => Promise<string>;
  /** The header that removes the cookie. */
  readonly clear: () => Promise<string>;
}

/** `secret` also signs other cookies. The signature of this cookie is valid for no other purpose. */
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
