/** A sync and its streams: their states, what follows each, and what they mean. */
import type { Transitions } from "../shared/transitions.ts";
import { isFinal } from "../shared/transitions.ts";

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

/**
 * The legal transitions of a sync; each UPDATE of a state names the states before. A worker claims a sync that is queued,
 * waits, or whose last worker died (`running`). A cancelled one ends from wherever it is.
 */
export const syncTransitions: Transitions<SyncState> = {
  queued: ["running", "cancelled"],
  running: ["waiting", "succeeded", "succeeded_with_gaps", "failed", "cancelled"],
  waiting: ["running", "failed", "cancelled"],
  succeeded: [],
  succeeded_with_gaps: [],
  failed: [],
  cancelled: [],
};

/** The states of a sync that is not over; at most one of a connection at a time, by a partial unique index. */
export const liveSyncStates = syncStates.filter((state) => !isFinal(syncTransitions, state));

/** Syncs of one tenant that are read at once, however many connections it has and however many workers there are. */
export const syncsOfTenantMax = 4;

/** True where a sync is over. */
export function isOver(state: SyncState): boolean {
  return isFinal(syncTransitions, state);
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

/**
 * The legal transitions of a stream. It ends by itself (`succeeded`, `denied`, `failed`) or with its sync, which may fail
 * or be cancelled before a stream has begun.
 */
export const streamTransitions: Transitions<StreamState> = {
  queued: ["running", "waiting", "succeeded", "denied", "failed", "cancelled"],
  running: ["waiting", "succeeded", "denied", "failed", "cancelled"],
  waiting: ["running", "succeeded", "denied", "failed", "cancelled"],
  succeeded: [],
  denied: [],
  failed: [],
  cancelled: [],
};

/** True where a stream is over. */
export function isStreamOver(state: StreamState): boolean {
  return isFinal(streamTransitions, state);
}

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
  if (!isStreamOver(state)) return null;
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
