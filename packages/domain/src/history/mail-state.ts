/** How it stands with a mail to several people, in one word. */
import type { MailDelivery } from "./timeline-facts.ts";

/** `written`: what became of it is not known any more. */
export type MailState = "sent" | "partly" | "waiting" | "unsent" | "written";

/** Lines that name no cause were written when mails went out at once. */
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
