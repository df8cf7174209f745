/** How many attempts a stream gets without a page from Planhat before it is given up. */
import type { Tx } from "@churned/db/client";
import type { StreamRow, SyncWithStreams } from "@churned/db/sync";
import { findConnection } from "@churned/db/connection";
import type { ModelName } from "@churned/domain/plan";
import type { PlanhatError } from "@churned/planhat-client";
import {
  streamAttemptsAloneMax,
  streamAttemptsMax,
  streamAttemptsRefusedMax,
  streamThrottledMaxMs,
} from "@churned/domain/sync";

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
  if (kind === "invalid") return streamAttemptsRefusedMax;
  if (kind === "throttled" && at.getTime() - failingSince.getTime() < streamThrottledMaxMs)
    return streamAttemptsMax;
  const isRequired =
    (await findConnection(tx, sync.connectionId))?.plan[stream.model] === "required";
  const isWellSince = sync.progressAt !== null && sync.progressAt > failingSince;
  const isWellBefore = sync.streams.some(({ state }) => state === "succeeded");
  if (isRequired && stream.fetched > 0) return streamAttemptsMax;
  return isWellSince || (isWellBefore && !isRequired) ? streamAttemptsAloneMax : streamAttemptsMax;
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
  if (attempt <= streamAttemptsRefusedMax) return false;
  if (progressAt !== null && progressAt > failingSince) return true;
  const connection = await findConnection(tx, connectionId);
  return connection?.verdict === "connected_partially" && connection.verdictModels.includes(model);
}
