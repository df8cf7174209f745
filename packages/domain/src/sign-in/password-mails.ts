/**
 * Mails with a link to set a password. Anybody can ask for a mail to somebody else, so the number of these mails is
 * limited. The limit delays a mail, and it never drops the last request: whoever asks gets a mail within one interval.
 */

import { passwordMailIntervalMs } from "./limits.ts";

/**
 * The mails that a request at `now` may cause, in this order: the mail of the current interval, which is sent at once,
 * and the mail of the next interval, which is sent when that interval begins. A request whose two mails exist needs no
 * further mail.
 */
export function passwordMailsFor(
  now: Date,
): readonly { readonly cause: string; readonly sendAt: Date }[] {
  const current = Math.floor(now.getTime() / passwordMailIntervalMs);
  const next = new Date((current + 1) * passwordMailIntervalMs);
  return [
    { cause: `password_link:${current}`, sendAt: now },
    { cause: `password_link:${current + 1}`, sendAt: next },
  ];
}
