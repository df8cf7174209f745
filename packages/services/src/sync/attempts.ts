/** How many attempts a stream gets without a page from Planhat before it is given up. */
import type { Tx } from "@churned/db/client";
import type { StreamRow, SyncWithStreams } from "@churned/db/sync";
import { findConnection } from "@churned/db/connection";
import type { ModelName } from "@churned/domain/plan";
import type { PlanhatError } from "@churned/planhat-client";

/** A stream is given up after this many attempts without a page. With backoff, that takes about two hours. */
export const attemptsMax = 20;
/**
 * The number of attempts if Planhat returns pages of other models in the meantime. These attempts take about half a
 * minute.
 */
const attemptsAloneMax = 6;
/** The number of attempts if Planhat rejects the request as invalid, or rejects the token for this model only. */
export const attemptsRefusedMax = 3;
/**
 * Planhat may throttle for a while. If it throttles one model for longer than this, the trouble is with this model
 * only.
 */
const throttledMaxMs = 30 * 60_000;

/**
 * The number of attempts for a stream. A stream gets fewer attempts if Planhat answers for other models, because then
 * only this model has trouble, and the data of the other models waits for the end of the sync. A required model that
 * has already read rows gets all attempts, because otherwise these rows would have to be read again.
 */
export async function attemptLimit(
  tx: Tx,
  sync: SyncWithStreams,
  stream: StreamRow,
  {
    kind,
    failingSince,
    at,
  }: {
    readonly kind: PlanhatError["kind"];
    readonly failingSince: Date;
    readonly at: Date;
  },
): Promise<number> {
  if (kind === "invalid") return attemptsRefusedMax;
  if (kind === "throttled" && at.getTime() - failingSince.getTime() < throttledMaxMs)
    return attemptsMax;
  const isRequired =
    (await findConnection(tx, sync.connectionId))?.plan[stream.model] === "required";
  const isWellSince = sync.progressAt !== null && sync.progressAt > failingSince;
  const isWellBefore = sync.streams.some(({ state }) => state === "succeeded");
  if (isRequired && stream.fetched > 0) return attemptsMax;
  return isWellSince || (isWellBefore && !isRequired) ? attemptsAloneMax : attemptsMax;
}

/**
 * Whether Planhat rejects the token for this model only: other models were read with the token since, or a check found
 * only this model denied. Then the rejection means a missing permission.
 */
export async function isOnlyModelRejected(
  tx: Tx,
  { connectionId, progressAt }: SyncWithStreams,
  model: ModelName,
  { attempt, failingSince }: { readonly attempt: number; readonly failingSince: Date },
): Promise<boolean> {
  if (attempt <= attemptsRefusedMax) return false;
  if (progressAt !== null && progressAt > failingSince) return true;
  const connection = await findConnection(tx, connectionId);
  return connection?.verdict === "connected_partially" && connection.verdictModels.includes(model);
}
