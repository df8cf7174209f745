/**
 * Finds the time at which the incremental pass after a full one may stop.
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

/** Rows to ask for, and attempts after which a pass does without the newest change. */
const newestRows = 20;
const attemptsByTime = 3;

/**
 * Finds the newest change before a full pass starts. The next incremental pass may stop there, because a full pass
 * misses some changes that are made while it runs. One call asks for a few rows, so that rows dated in the future can
 * be skipped. It is not needed if the first page contains all records. No rows count as the first of the two empty
 * answers that an empty list needs.
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

/** Whether the list may still be readable in the order of ids. Then its first page is enough. */
function isTimeOrderRefused(error: unknown, { attempt }: StreamRow): boolean {
  if (!(error instanceof PlanhatError)) return false;
  return error.kind === "invalid" || (isOutage(error.kind) && attempt >= attemptsByTime);
}

/** The latest time that is not after `now`. Returns `now` if all are later, and null if there is none. */
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
