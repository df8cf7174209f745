/** Computes whether a page is live, from the state of the stream and the outcome of calls. Pure. */

export interface Liveness {
  readonly isStreamOpen: boolean;
  /** False after a call without an answer, until a call is answered or the stream opens. */
  readonly isAnswered: boolean;
  /** Since when the page is not live, in ms since 1970; undefined while it is live or unknown. */
  readonly notLiveSince: number | undefined;
}

/**
 * An observation and its time. For `stream_lost`, the time of the last event or beat (an empty event every 15 s), if
 * any came.
 */
export interface Noticed {
  readonly kind: "stream_open" | "stream_lost" | "answered" | "unanswered";
  readonly at: number;
}

export const unknownLiveness: Liveness = {
  isStreamOpen: false,
  isAnswered: true,
  notLiveSince: undefined,
};

export function reduceLiveness(before: Liveness, { kind, at }: Noticed): Liveness {
  const isStreamOpen = kind === "stream_open" || (kind !== "stream_lost" && before.isStreamOpen);
  // An answer says nothing about the stream. A stream that opens counts as an answer.
  const isAnswered =
    kind === "stream_open" || kind === "answered" || (kind !== "unanswered" && before.isAnswered);
  if (isStreamOpen && isAnswered) return { isStreamOpen, isAnswered, notLiveSince: undefined };
  const isFailure = kind === "stream_lost" || kind === "unanswered";
  const notLiveSince = before.notLiveSince ?? (isFailure ? at : undefined);
  return { isStreamOpen, isAnswered, notLiveSince };
}
