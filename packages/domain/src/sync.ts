/** A sync and its streams: states and what they mean. */
import type { ModelName } from "./models.ts";
import { modelLabels } from "./models.ts";

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

/** How a sync ends whose streams ended like this. */
export function concludeSync(
  streams: readonly {
    readonly state: StreamState;
    readonly isRequired: boolean;
    readonly skipped: number;
  }[],
): "succeeded" | "succeeded_with_gaps" | "failed" {
  const isBroken = (stream: (typeof streams)[number]): boolean =>
    stream.state === "failed" || stream.state === "denied";
  if (streams.some((stream) => stream.isRequired && isBroken(stream))) return "failed";
  return streams.some((stream) => isBroken(stream) || stream.skipped > 0)
    ? "succeeded_with_gaps"
    : "succeeded";
}

/**
 * Records missing from a full pass that were too many to be removed unasked. `waiting` for an operator; `releasing`
 * while they are being removed; `released`, `kept` by an operator; `withdrawn` where a later pass found them again.
 */
export const heldDeletesStates = ["waiting", "releasing", "released", "kept", "withdrawn"] as const;
export type HeldDeletesState = (typeof heldDeletesStates)[number];

/** One model's part of them. */
export interface HeldModel {
  readonly model: ModelName;
  /** How many records are missing, */
  readonly missing: number;
  /** of how many that had landed. */
  readonly of: number;
}

/** Up to this many missing records of a model are removed unasked, however few it has. */
const missingAlwaysSafe = 20;
/** Else up to this share of them. */
const missingSafeShare = 0.1;

/**
 * Whether a pass may remove what it found missing. All of its models are judged together: a token that was narrowed
 * shows less of everything, and a small model would look as if a few records were gone. A model that is gone altogether
 * is never believed.
 */
export function mayRemove(models: readonly HeldModel[]): boolean {
  return models.every(
    ({ missing, of }) =>
      missing === 0 ||
      (missing < of && (missing <= missingAlwaysSafe || missing < of * missingSafeShare)),
  );
}

const count = (value: number): string => value.toLocaleString("en-GB");

/** "1,400 of 1,480 in Company": the question's numbers. */
export function countMissing(models: readonly HeldModel[]): string {
  return models
    .map(({ model, missing, of }) => `${count(missing)} of ${count(of)} in ${modelLabels[model]}`)
    .join(", ");
}

const missingDoubt =
  "They may have been removed; or the token may see less than before, or Planhat may have answered wrongly. Nothing was removed.";

/** What was seen and what may be behind it: the question about missing records without its numbers. */
export function explainMissing(models: readonly HeldModel[]): string {
  return `${whyAsked(models)} ${missingDoubt}`;
}

function whyAsked(models: readonly HeldModel[]): string {
  return models.some(({ missing, of }) => missing === of)
    ? "Planhat shows nothing where there were records."
    : "Planhat no longer shows a large part of the records.";
}

/** The question that an operator is asked about them. */
export function askAboutMissing(models: readonly HeldModel[]): string {
  return `${whyAsked(models)} Missing: ${countMissing(models)}. ${missingDoubt} Remove them here too, or keep them?`;
}

/** What Churned does by itself, as its operators set it. */
export const policyNames = ["approve_sync_requests"] as const;
export type PolicyName = (typeof policyNames)[number];
