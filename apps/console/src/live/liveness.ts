/** Whether what a page shows is live: told of each change as it comes, and of every answer. Pure. */

export interface Liveness {
  readonly isStreamOpen: boolean;
  /** False from a call without an answer until one has an answer, or the stream opens. */
  readonly isAnswered: boolean;
  /** Since when the page is not live, in ms since 1970; undefined while it is, and before it is known. */
  readonly notLiveSince: number | undefined;
}

/** What was noticed, and when. For `stream_lost`, when the stream was last heard, if it was. */
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
  // An answer says nothing of the stream; a stream that opens is an answer too.
  const isAnswered =
    kind === "stream_open" || kind === "answered" || (kind !== "unanswered" && before.isAnswered);
  if (isStreamOpen && isAnswered) return { isStreamOpen, isAnswered, notLiveSince: undefined };
  const isFailure = kind === "stream_lost" || kind === "unanswered";
  const notLiveSince = before.notLiveSince ?? (isFailure ? at : undefined);
  return { isStreamOpen, isAnswered, notLiveSince };
}
