/** The state of a mail to several people, in one word. Pure. */
import type { ConnectionMail } from "../../../api/types.ts";
import type { Tone } from "../../../ui/state.tsx";

interface MailWord {
  readonly tone: Tone;
  readonly word: string;
  /** The time that belongs to the state. */
  readonly at: string;
  /** Why the mail did not reach a recipient. */
  readonly reason: string | undefined;
}

/**
 * The word shows the worst state of all recipients. So nobody believes that the mail reached a person whom it did not
 * reach.
 */
export function wordForMail({ to, at }: Pick<ConnectionMail, "to" | "at">): MailWord {
  const failed = to.find(({ state }) => state === "failed" || state === "skipped");
  if (failed !== undefined) {
    const isForAll = to.every(({ state }) => state === "failed" || state === "skipped");
    const reason = `${isForAll ? "" : `${failed.email}: `}${failed.reason ?? "It was not delivered."}`;
    return { tone: "bad", word: "not delivered", at: failed.at, reason };
  }
  const waiting = to.find(({ state }) => state === "queued");
  if (waiting !== undefined)
    return {
      tone: "busy",
      word: "goes out",
      at: waiting.at,
      reason: waiting.reason ?? undefined,
    };
  return { tone: "ok", word: "mailed", at: to[0]?.at ?? at, reason: undefined };
}
