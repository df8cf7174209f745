/**
 * What a verdict knows beside its kind and its models, as its row keeps it in one text: until when we wait for our own
 * limit of calls, what spoke against the text of a token that was rejected, and, with any verdict, which models are still
 * being looked at. Words are made of it when it is read.
 */
import type { ModelName } from "../plan/models.ts";
import { isModelName } from "../plan/models.ts";

const ownWaitMark = "own_wait:";

/** The detail of a `throttled` that is ours: Planhat was not asked, and may be from this time on. */
export function spellOwnWait(until: Date): string {
  return `${ownWaitMark}${until.toISOString()}`;
}

/** The time of an own wait; undefined where the detail is none, so that the wait is Planhat's. */
export function parseOwnWait(detail: string | undefined): Date | undefined {
  const own = splitDetail(detail).detail;
  if (own?.startsWith(ownWaitMark) !== true) return undefined;
  const until = new Date(own.slice(ownWaitMark.length));
  return Number.isNaN(until.getTime()) ? undefined : until;
}

/** The detail of a rejected token: what spoke against its text before it was sent, and then which host said what. */
export function spellPasteWarning(warning: string, hosts = ""): string {
  return `paste:${warning} ${hosts}`.trimEnd();
}

/** The two parts of such a detail; without a warning all of it is the second. */
export function splitPasteWarning(detail: string): {
  readonly warning?: string;
  readonly hosts: string;
} {
  const [mark = "", warning = ""] = /^paste:(\S+) ?/.exec(detail) ?? [];
  return { ...(warning === "" ? {} : { warning }), hosts: detail.slice(mark.length) };
}

/** A detail with the models that had not answered when the verdict was given. */
export function spellPending(
  pending: readonly ModelName[],
  detail: string | undefined,
): string | undefined {
  return pending.length === 0 ? detail : `pending:${pending.join()};${detail ?? ""}`;
}

/** The models that are still being looked at, and the rest of the detail. */
export function splitDetail(detail: string | undefined): {
  readonly pending: readonly ModelName[];
  readonly detail: string | undefined;
} {
  const [, models = "", rest = ""] = /^pending:([\w,]+);(.*)$/s.exec(detail ?? "") ?? [];
  const pending = models.split(",").filter(isModelName);
  return pending.length === 0 ? { pending, detail } : { pending, detail: rest || undefined };
}
