/**
 * What a verdict knows beside its kind and its models, as its row keeps it: until when we wait for our own limit of
 * calls. Words are made of it when it is read.
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
