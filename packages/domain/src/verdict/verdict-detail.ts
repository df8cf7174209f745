/**
 * The formats of a verdict's `detail`, which is one text in the database row. A detail contains the end of a wait for
 * our own limit of calls, or the paste warning of a rejected token. With any verdict, the detail can also name the
 * models that have not answered yet and the models that were not asked for. The words for people are made when the
 * verdict is read.
 */
import type { ModelName } from "../plan/models.ts";
import { isModelName } from "../plan/models.ts";

const ownWaitMark = "own_wait:";

/**
 * The detail of a `throttled` verdict because of our own limit of calls. We did not call Planhat, and can call it from
 * this time on.
 */
export function formatOwnWait(until: Date): string {
  return `${ownWaitMark}${until.toISOString()}`;
}

/** The end of a wait for our own limit of calls; undefined if the wait is for Planhat's limit. */
export function parseOwnWait(detail: string | undefined): Date | undefined {
  const own = splitDetail(detail).detail;
  if (own?.startsWith(ownWaitMark) !== true) return undefined;
  const until = new Date(own.slice(ownWaitMark.length));
  return Number.isNaN(until.getTime()) ? undefined : until;
}

/**
 * The detail of a rejected token whose text looked odd before it was sent: first the warning, then the answers of the
 * hosts.
 */
export function formatPasteWarning(warning: string, hosts = ""): string {
  return `paste:${warning} ${hosts}`.trimEnd();
}

/**
 * The warning, and the answers of the hosts, in a detail of a rejected token. Without a warning, the whole detail is
 * `hosts`.
 */
export function splitPasteWarning(detail: string): {
  readonly warning?: string;
  readonly hosts: string;
} {
  const [mark = "", warning = ""] = /^paste:(\S+) ?/.exec(detail) ?? [];
  return { ...(warning === "" ? {} : { warning }), hosts: detail.slice(mark.length) };
}

/** Puts the models that had not answered yet in front of a detail. */
export function formatPending(
  pending: readonly ModelName[],
  detail: string | undefined,
): string | undefined {
  return pending.length === 0 ? detail : `pending:${pending.join()};${detail ?? ""}`;
}

/**
 * The models that were not read although the token works: we did not ask because of our own limit, or Planhat asked us
 * to wait.
 */
export interface NotCalled {
  readonly models: readonly ModelName[];
  /** When our own limit allows the calls; undefined if Planhat asked us to wait. */
  readonly until: Date | undefined;
}

/** Puts the models that were not asked for in front of a detail. */
export function formatNotCalled(
  { models, until }: NotCalled,
  detail: string | undefined,
): string | undefined {
  return models.length === 0
    ? detail
    : `unasked:${models.join()}@${until?.toISOString() ?? ""};${detail ?? ""}`;
}

/** Puts the status with which Planhat refuses every request of the token in front of a detail. */
export function formatWithheld(
  status: number | undefined,
  detail: string | undefined,
): string | undefined {
  return status === undefined ? detail : `withheld:${status};${detail ?? ""}`;
}

/**
 * Splits a detail: the models that had not answered yet, the models that were not asked for, the status of a refusal of
 * every request, and the rest.
 */
export function splitDetail(given: string | undefined): {
  readonly pending: readonly ModelName[];
  readonly notCalled?: NotCalled;
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
      : { notCalled: { models, until: until === "" ? undefined : new Date(until) } }),
    ...(status === "" ? {} : { withheldBy: Number(status) }),
    detail: last?.slice(stop.length) || undefined,
  };
}
