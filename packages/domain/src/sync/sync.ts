/** A sync and its streams: states and what they mean. */

export const syncStates = [
  "queued",
  "running",
  "waiting",
  "succeeded",
  "succeeded_with_gaps",
  "failed",
  "cancelled",
] as const;
export type SyncState = (typeof syncStates)[number];

/** The states of a sync that is not over; at most one of a connection at a time, by a partial unique index. */
export const liveSyncStates = [
  "queued",
  "running",
  "waiting",
] as const satisfies readonly SyncState[];

/** Syncs of one tenant that are read at once, however many connections it has and however many workers there are. */
export const syncsOfTenantMax = 4;

/** True where a sync is over. */
export function isOver(state: SyncState): boolean {
  return !(liveSyncStates as readonly SyncState[]).includes(state);
}

export const streamStates = [
  "queued",
  "running",
  "waiting",
  "succeeded",
  "denied",
  "failed",
  "cancelled",
] as const;
/** `denied`: the token may not read this model; where the model is optional, the sync goes on without it. */
export type StreamState = (typeof streamStates)[number];

export const syncModes = ["full", "incremental"] as const;
export type SyncMode = (typeof syncModes)[number];

export const syncRequestStates = ["waiting", "approved", "declined", "withdrawn"] as const;
export type SyncRequestState = (typeof syncRequestStates)[number];

/**
 * Whether nothing of a stream's model is missing: it was read to a proven end, its pages held together, and each record
 * landed. Null until it is over.
 */
export function isWhole(stream: {
  readonly state: StreamState;
  readonly skipped: number;
  readonly isOrdered: boolean;
}): boolean | null {
  const { state, skipped, isOrdered } = stream;
  if (state === "queued" || state === "running" || state === "waiting") return null;
  return state === "succeeded" && isOrdered && skipped === 0;
}

/** How a sync ends whose streams ended like this. */
export function concludeSync(
  streams: readonly {
    readonly state: StreamState;
    readonly isRequired: boolean;
    readonly skipped: number;
    readonly isOrdered: boolean;
  }[],
): "succeeded" | "succeeded_with_gaps" | "failed" {
  const isBroken = (stream: (typeof streams)[number]): boolean =>
    stream.state === "failed" || stream.state === "denied";
  if (streams.some((stream) => stream.isRequired && isBroken(stream))) return "failed";
  return streams.every((stream) => isWhole(stream) === true) ? "succeeded" : "succeeded_with_gaps";
}

/**
 * Records missing from a full pass that were too many to be removed unasked. `waiting` for an operator; `releasing`
 * while they are being removed; `released`, `kept` by an operator; `withdrawn` where a later pass found them again.
 */
export const heldDeletesStates = ["waiting", "releasing", "released", "kept", "withdrawn"] as const;
export type HeldDeletesState = (typeof heldDeletesStates)[number];
/** The states in which the question is not over. */
export const openHeldDeletesStates = ["waiting", "releasing"] as const satisfies HeldDeletesState[];

/** What Churned does by itself, as its operators set it. */
export const policyNames = ["approve_sync_requests", "leave_out_archived"] as const;
export type PolicyName = (typeof policyNames)[number];
