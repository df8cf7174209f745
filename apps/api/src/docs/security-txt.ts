/** `/.well-known/security.txt` (RFC 9116): where to report a vulnerability. */
import { notFound } from "@churned/domain/shared";
import type { Hono } from "hono";
import type { ApiContext } from "../http/api-context.ts";

/** The file must name a day after which nobody should trust it. The day moves on while this server runs. */
const validForMs = 180 * 24 * 60 * 60_000;

/** Without `contact` (a `mailto:` or `https:` address), the route answers 404. */
export function mountSecurityTxt(
  app: Hono<ApiContext>,
  options: {
    readonly appUrl: string;
    readonly contact: string | undefined;
    readonly now: () => Date;
  },
): void {
  const { appUrl, contact, now } = options;
  app.get("/.well-known/security.txt", (c) => {
    if (contact === undefined) throw notFound("contact for security");
    const expires = new Date(now().getTime() + validForMs).toISOString();
    return c.text(
      [
        `Contact: ${contact}`,
        `Expires: ${expires}`,
        "Preferred-Languages: en, nl",
        `Canonical: ${appUrl}/.well-known/security.txt`,
        "",
      ].join("\n"),
    );
  });
}
