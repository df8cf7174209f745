/** How often a stream is tried where Planhat gives no page of it, before it is given up by itself. */
import type { Tx } from "@churned/db/client";
import type { StreamRow, SyncWithStreams } from "@churned/db/sync";
import { findConnection } from "@churned/db/connection";
import type { ModelName } from "@churned/domain/plan";
import type { PlanhatError } from "@churned/planhat-client";

/** Attempts without a page in between after which a stream is given up. With the backoff below, about two hours. */
export const attemptsMax = 20;
/** The same where Planhat gives pages of other models meanwhile: half a minute. */
const attemptsAloneMax = 6;
/** The same where Planhat refuses the question, or the token for this model alone. */
export const attemptsRefusedMax = 3;
/** A quota may be used up for a while; one that is used up this long for one model is that model's own trouble. */
const throttledMaxMs = 30 * 60_000;

/**
 * How often a stream is tried: fewer times where Planhat is well otherwise, for then it is this model's own trouble, and
 * what others need waits for the end of the sync. Long where much was read already, and would be read again.
 */
export async function countAttempts(
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
 * Whether Planhat rejects the token for this model alone: others were read with it since, or a check found this model
 * alone to be missing. Then it is a missing permission in other words.
 */
export async function isAloneRejected(
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
