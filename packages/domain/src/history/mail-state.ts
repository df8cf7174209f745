/** The state of a mail to several people, in one word. */
import type { MailDelivery } from "./timeline-facts.ts";

/** `written`: it is no longer known whether the mail was sent. */
export type MailState = "sent" | "partly" | "waiting" | "unsent" | "written";

/** The state of a mail on the timeline. Old lines have no cause: mails were sent at once then, so it is `sent`. */
export function stateOfMail(
  cause: string | undefined,
  delivery: MailDelivery | undefined,
): MailState {
  if (delivery === undefined) return cause === undefined ? "sent" : "written";
  const { sent, waiting, unsent } = delivery;
  if (waiting > 0) return "waiting";
  if (unsent === 0) return sent > 0 ? "sent" : "written";
  return sent > 0 ? "partly" : "unsent";
}
