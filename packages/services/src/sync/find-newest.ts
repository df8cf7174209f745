/** Where the incremental pass after a full one may stop. */
import type { StreamRow, SyncClaim } from "@churned/db/sync";
import { updateStream } from "@churned/db/sync";
import { PlanhatError } from "@churned/planhat-client";
import { models } from "@churned/planhat-client/models";
import type { ActiveClient } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { patience } from "./patience.ts";
import { whileHeld } from "./claim.ts";
import { isOutage } from "./wait-for-planhat.ts";

/** Rows that are asked for where only the newest change is wanted, and attempts after which that is not known. */
const newestRows = 20;
const attemptsByTime = 3;

/**
 * The newest change before a full pass begins, which is where the next incremental one may stop: of changes made while
 * this one runs, only some are seen. Asked for where the first page will not tell, because there are more; a few rows, so
 * that those dated ahead are passed over. No row at all is the first of the two times that an empty list must be seen.
 */
export async function findNewest(
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
  const request = { offset: 0, limit: newestRows, sort: `-${timestampField}`, signal, ...patience };
  const rows = await active.client
    .page(stream.model, { ...request, select: ["_id", timestampField] })
    .catch((error: unknown) => {
      if (signal.aborted || !isOfTimeAlone(error, stream)) throw error;
      return undefined;
    });
  if (rows === undefined) return {};
  const newest = latestUntil(
    ctx.now(),
    rows.map((row) => row[timestampField]),
  );
  await whileHeld(ctx, claim, async (tx) =>
    updateStream(tx, claim.id, stream.model, { newest, moreRequests: active.takeCalls() }),
  );
  return { newest, ...(rows.length === 0 ? { stepBack: 1 } : {}) };
}

/** True where the list may come all the same in the order of ids: the first page, read in that order, tells enough. */
function isOfTimeAlone(error: unknown, { attempt }: StreamRow): boolean {
  if (!(error instanceof PlanhatError)) return false;
  return error.kind === "invalid" || (isOutage(error.kind) && attempt >= attemptsByTime);
}

/** The latest of the times that are not after `now`; `now` where all are, null where there is none. */
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
