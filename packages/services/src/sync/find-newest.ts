/**
 * Finds the time at which the incremental pass after a full pass may stop. A full pass reads the whole list; an
 * incremental pass reads only the latest changes.
 */
import type { StreamRow, SyncClaim } from "@churned/db/sync";
import { updateStream } from "@churned/db/sync";
import { PlanhatError } from "@churned/planhat-client";
import { models } from "@churned/planhat-client/models";
import type { ActiveClient } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { pageTimeouts } from "./page-timeouts.ts";
import { withSyncClaim } from "./claimed-sync.ts";
import { isOutage } from "./wait-for-planhat.ts";

/**
 * The number of rows to request, and the number of attempts after which the pass continues without the newest change.
 */
const newestRows = 20;
const attemptsByTime = 3;

/**
 * Finds the newest change before a full pass starts. A full pass misses some changes that are made while it runs, so
 * the next incremental pass must read back to this time. One call requests a few rows, so that rows with a time in the
 * future can be skipped. The call is not needed if the first page contains all records. If the call returns no rows, it
 * counts as the first of the two empty answers that prove an empty list.
 */
export async function findNewestChange(
  ctx: WorkerContext,
  claim: SyncClaim,
  stream: StreamRow,
  active: ActiveClient,
  signal: AbortSignal,
): Promise<Partial<Pick<StreamRow, "newest" | "stepBack">>> {
  const { pageMax, timestampField } = models[stream.model];
  const { isSortRefused = false, isTimeRefused = false } = stream.paging;
  const isOnePage = stream.expected !== null && stream.expected <= pageMax;
  const isRefused = isSortRefused || isTimeRefused;
  if (stream.newest !== null || timestampField === undefined || isOnePage || isRefused) return {};
  const request = {
    offset: 0,
    limit: newestRows,
    sort: `-${timestampField}`,
    signal,
    ...pageTimeouts,
  };
  const rows = await active.client
    .page(stream.model, { ...request, select: ["_id", timestampField] })
    .catch((error: unknown) => {
      if (signal.aborted || !isTimeOrderRefused(error, stream)) throw error;
      return undefined;
    });
  if (rows === undefined) return {};
  const newest = latestUntil(
    ctx.now(),
    rows.map((row) => row[timestampField]),
  );
  await withSyncClaim(ctx, claim, async (tx) =>
    updateStream(tx, claim.id, stream.model, { newest, moreRequests: active.takeCalls() }),
  );
  return { newest, ...(rows.length === 0 ? { stepBack: 1 } : {}) };
}

/**
 * Whether the order by time is the likely reason for the error. Then the list may still be readable in the order of
 * ids, and its first page gives the newest change.
 */
function isTimeOrderRefused(error: unknown, { attempt }: StreamRow): boolean {
  if (!(error instanceof PlanhatError)) return false;
  return error.kind === "invalid" || (isOutage(error.kind) && attempt >= attemptsByTime);
}

/** The latest time that is not after `now`. Returns `now` if all times are later, and null if there is no time. */
function latestUntil(now: Date, values: readonly unknown[]): Date | null {
  const times = values
    .map((value) =>
      typeof value === "string" || typeof value === "number" ? new Date(value).getTime() : NaN,
    )
    .filter((time) => !Number.isNaN(time));
  if (times.length === 0) return null;
  const past = times.filter((time) => time <= now.getTime());
  return new Date(past.length === 0 ? now.getTime() : Math.max(...past));
}
