import type { StreamState } from "./sync.ts";
import { isStreamOver } from "./sync.ts";

/** The parts of a stream that decide whether everything of its model was read and landed (stored). */
interface Readable {
  readonly state: StreamState;
  readonly skipped: number;
  readonly isOrdered: boolean;
  /** The list of the model's archived records, if this pass requests it. */
  readonly archived?: { readonly state: string } | null;
}

/**
 * Whether everything that Planhat lists of the stream's model was read and landed. This needs three things: the list
 * and the list of archived records were read to their proven end, the pages came in order, and each record landed. Null
 * until the stream is over. If Planhat does not list archived records at all, the note of the stream says so.
 */
export function isWhole(stream: Readable): boolean | null {
  const { state, skipped, isOrdered, archived } = stream;
  if (!isStreamOver(state)) return null;
  const isRead = state === "succeeded" && isOrdered && skipped === 0;
  if (isRead && (archived?.state === "due" || archived?.state === "reading")) return null;
  return isRead && archived?.state !== "failed";
}

/** The final state of a sync, from the final states of its streams. */
export function concludeSync(
  streams: readonly (Readable & { readonly isRequired: boolean })[],
): "succeeded" | "succeeded_with_gaps" | "failed" {
  const isBroken = (stream: (typeof streams)[number]): boolean =>
    stream.state === "failed" || stream.state === "denied";
  if (streams.some((stream) => stream.isRequired && isBroken(stream))) return "failed";
  return streams.every((stream) => isWhole(stream) === true) ? "succeeded" : "succeeded_with_gaps";
}
