/** The state of a mail with several recipients, in one word. */
import type { MailDelivery } from "./timeline-facts.ts";

/** `partly`: some recipients did not get the mail. `written`: it is no longer known whether the mail was sent. */
export type MailState = "sent" | "partly" | "waiting" | "unsent" | "written";

/**
 * The state of a mail on the timeline. A line of an older version has no cause: at that time mails were sent at once,
 * so the state is `sent`.
 */
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
