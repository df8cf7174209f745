/**
 * The formats of a verdict's `detail`, which is one text in its row: the end of a wait for our own limit of calls, the
 * paste warning of a rejected token, and, with any verdict, the models that have not answered yet and those that were
 * not asked. The words for people are made when it is read.
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

/** Models that were not asked although the token works, or whose question Planhat put off. */
export interface Unasked {
  readonly models: readonly ModelName[];
  /** When our own limit allows the calls; undefined if it was Planhat that asked us to wait. */
  readonly until: Date | undefined;
}

/** Puts the models that were not asked before a detail. */
export function spellUnasked(
  { models, until }: Unasked,
  detail: string | undefined,
): string | undefined {
  return models.length === 0
    ? detail
    : `unasked:${models.join()}@${until?.toISOString() ?? ""};${detail ?? ""}`;
}

/** Puts the status by which Planhat refuses whatever is asked before a detail. */
export function spellWithheld(
  status: number | undefined,
  detail: string | undefined,
): string | undefined {
  return status === undefined ? detail : `withheld:${status};${detail ?? ""}`;
}

/** The models that had not answered yet, those that were not asked, and the rest of the detail. */
export function splitDetail(given: string | undefined): {
  readonly pending: readonly ModelName[];
  readonly unasked?: Unasked;
  readonly withheldBy?: number;
  readonly detail: string | undefined;
} {
  const [early = "", silent = ""] = /^pending:([\w,]+);/.exec(given ?? "") ?? [];
  const after = given?.slice(early.length);
  const [mark = "", held = "", until = ""] = /^unasked:([\w,]+)@([^;]*);/.exec(after ?? "") ?? [];
  const last = after?.slice(mark.length);
  const [stop = "", status = ""] = /^withheld:(\d+);/.exec(last ?? "") ?? [];
  const models = held.split(",").filter(isModelName);
  return {
    pending: silent.split(",").filter(isModelName),
    ...(models.length === 0
      ? {}
      : { unasked: { models, until: until === "" ? undefined : new Date(until) } }),
    ...(status === "" ? {} : { withheldBy: Number(status) }),
    detail: last?.slice(stop.length) || undefined,
  };
}
