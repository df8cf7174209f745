/**
 * What a verdict knows beside its kind and its models, as its row keeps it: until when we wait for our own limit of
 * calls, and what spoke against the text of a token that was rejected. Words are made of it when it is read.
 */
const ownWaitMark = "own_wait:";

/** The detail of a `throttled` that is ours: Planhat was not asked, and may be from this time on. */
export function spellOwnWait(until: Date): string {
  return `${ownWaitMark}${until.toISOString()}`;
}

/** The time of an own wait; undefined where the detail is none, so that the wait is Planhat's. */
export function parseOwnWait(detail: string | undefined): Date | undefined {
  if (detail?.startsWith(ownWaitMark) !== true) return undefined;
  const until = new Date(detail.slice(ownWaitMark.length));
  return Number.isNaN(until.getTime()) ? undefined : until;
}

/** The detail of a rejected token: what spoke against its text before it was sent, and then which host said what. */
export function spellPasteDoubt(doubt: string, hosts = ""): string {
  return `paste:${doubt} ${hosts}`.trimEnd();
}

/** The two parts of such a detail; without a doubt all of it is the second. */
export function splitPasteDoubt(detail: string): {
  readonly doubt?: string;
  readonly hosts: string;
} {
  const [mark = "", doubt = ""] = /^paste:(\S+) ?/.exec(detail) ?? [];
  return { ...(doubt === "" ? {} : { doubt }), hosts: detail.slice(mark.length) };
}
