/**
 * The formats of a verdict's `detail`, which is one text in its row: the end of a wait for our own limit of calls, the
 * paste warning of a rejected token, and, with any verdict, the models that have not answered yet. The words for people
 * are made when it is read.
 */
import type { ModelName } from "../plan/models.ts";
import { isModelName } from "../plan/models.ts";

const ownWaitMark = "own_wait:";

/**
 * The detail of a `throttled` because of our own limit: Planhat was not called, and can be called from this time on.
 */
export function spellOwnWait(until: Date): string {
  return `${ownWaitMark}${until.toISOString()}`;
}

/** The end of a wait for our own limit; undefined if the wait is for Planhat's. */
export function parseOwnWait(detail: string | undefined): Date | undefined {
  const own = splitDetail(detail).detail;
  if (own?.startsWith(ownWaitMark) !== true) return undefined;
  const until = new Date(own.slice(ownWaitMark.length));
  return Number.isNaN(until.getTime()) ? undefined : until;
}

/**
 * The detail of a rejected token whose text looked odd before it was sent: the warning, and then the hosts' answers.
 */
export function spellPasteWarning(warning: string, hosts = ""): string {
  return `paste:${warning} ${hosts}`.trimEnd();
}

/** The two parts of such a detail. Without a warning, all of it is `hosts`. */
export function splitPasteWarning(detail: string): {
  readonly warning?: string;
  readonly hosts: string;
} {
  const [mark = "", warning = ""] = /^paste:(\S+) ?/.exec(detail) ?? [];
  return { ...(warning === "" ? {} : { warning }), hosts: detail.slice(mark.length) };
}

/** Puts the models that had not answered yet before a detail. */
export function spellPending(
  pending: readonly ModelName[],
  detail: string | undefined,
): string | undefined {
  return pending.length === 0 ? detail : `pending:${pending.join()};${detail ?? ""}`;
}

/** The models that had not answered yet, and the rest of the detail. */
export function splitDetail(detail: string | undefined): {
  readonly pending: readonly ModelName[];
  readonly detail: string | undefined;
} {
  const [, models = "", rest = ""] = /^pending:([\w,]+);(.*)$/s.exec(detail ?? "") ?? [];
  const pending = models.split(",").filter(isModelName);
  return pending.length === 0 ? { pending, detail } : { pending, detail: rest || undefined };
}
