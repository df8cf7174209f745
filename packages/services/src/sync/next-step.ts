/**
 * Where a stream goes on after a page. Pure. Planhat counts by offset, and rows come and go meanwhile; so pages overlap
 * by a row, and what lies between two pages is known only where the second reaches back to the last row of the first.
 * Where it does not, the stream goes back, twice as far each time, until it meets a row that it knows.
 */
import type { StreamRow, StreamStep } from "@churned/db/sync";
import type { PageRange } from "./paging.ts";

export type Checkpoint = Pick<
  StreamRow,
  "lastId" | "lastAt" | "newest" | "isOrdered" | "stepBack" | "paging"
>;

/**
 * A step, and what it came to. One that brought the stream `further` forgives what failed before; on `known` ground it
 * reads again what was read, after going back; one that came to `nothing` counts as a failed attempt.
 */
export interface Step extends StreamStep {
  readonly came: "further" | "known" | "nothing";
}

/** A step that takes nothing from its page: the next one begins at `offset`. */
export function stay(stream: Checkpoint, offset: number): Step {
  const { lastId, lastAt, newest, isOrdered, stepBack, paging } = stream;
  return {
    lastId,
    lastAt,
    newest,
    isOrdered,
    stepBack,
    paging,
    nextOffset: offset,
    newlySeen: 0,
    isDone: false,
    came: "nothing",
  };
}

/** The same rows once more, from one that is surely known: half a page of Planhat's back, then twice as far each time. */
export function goBack(stream: Checkpoint, { offset, limit }: PageRange): Step {
  const rows = Math.min(limit, stream.paging.last ?? limit);
  const stepBack = Math.max(Math.ceil(rows / 2), stream.stepBack * 2);
  return { ...stay(stream, Math.max(0, offset - stepBack)), stepBack };
}

/**
 * No row after a page of one row. It may be all there is; or pages hold one row each, and another one went meanwhile, or
 * the empty page is not a true one. So both are asked for once more, unless one record was expected.
 */
export function stopAfterOne(stream: Checkpoint, isExpected: boolean): Step {
  const isDone = isExpected || stream.paging.wasEmpty === true;
  return {
    ...stay(stream, 0),
    paging: { ...stream.paging, wasEmpty: true },
    isDone,
    came: isDone ? "further" : "known",
  };
}
