/** The states of a sync and of its streams, and their transitions. */
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
 * The legal transitions of a sync. Each UPDATE names the states from which it starts. A worker claims a sync that is
 * queued or waiting, or that is still `running` because its last worker died. A sync can be cancelled in every state
 * that is not final.
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

/** The states of a sync that is not over. A partial unique index allows only one such sync for each connection. */
export const liveSyncStates = syncStates.filter((state) => !isFinal(syncTransitions, state));

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
/** `denied`: the token may not read this model. If the model is not required, the sync continues without the model. */
export type StreamState = (typeof streamStates)[number];

/**
 * The legal transitions of a stream (one model within a sync). A stream ends by itself (`succeeded`, `denied`,
 * `failed`) or together with its sync, because the sync may fail or be cancelled before the stream begins.
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

export function isStreamOver(state: StreamState): boolean {
  return isFinal(streamTransitions, state);
}

export const syncModes = ["full", "incremental"] as const;
export type SyncMode = (typeof syncModes)[number];

export const syncRequestStates = ["waiting", "approved", "declined", "withdrawn"] as const;
export type SyncRequestState = (typeof syncRequestStates)[number];
