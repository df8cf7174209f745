/**
 * Where a stream continues after a page. Pure functions. Planhat pages by offset, while rows are added and removed. So
 * pages overlap by one row: only if the second page contains the last row of the first is no row between them missed.
 * If it does not, the stream steps back, twice as far each time, until it finds a known row.
 */
import type { StreamRow, StreamStep } from "@churned/db/sync";
import type { PageRange } from "./paging.ts";

export type Checkpoint = Pick<
  StreamRow,
  "lastId" | "lastAt" | "newest" | "isOrdered" | "stepBack" | "paging"
>;

/**
 * The next step, and its progress. With `advanced`, the stream moves on, and earlier failed attempts are forgotten.
 * With `rereading`, it reads rows again after a step back. With `none`, the page counts as a failed attempt.
 */
export interface Step extends StreamStep {
  readonly progress: "advanced" | "rereading" | "none";
}

/** A step that ignores its page. The next page starts at `offset`. */
export function ignorePage(stream: Checkpoint, offset: number): Step {
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
    progress: "none",
  };
}

/** Steps back to read known rows again: half a page of Planhat's size first, then twice as far each time. */
export function goBack(stream: Checkpoint, { offset, limit }: PageRange): Step {
  const rows = Math.min(limit, stream.paging.last ?? limit);
  const stepBack = Math.max(Math.ceil(rows / 2), stream.stepBack * 2);
  return { ...ignorePage(stream, Math.max(0, offset - stepBack)), stepBack };
}

/**
 * The step if no row follows a page of one row. That row may be the whole list, or pages may hold one row and another
 * was just removed, or the empty page may be wrong. So both are read once more, unless one record was expected.
 */
export function stopAfterOne(stream: Checkpoint, isExpected: boolean): Step {
  const isDone = isExpected || stream.paging.wasEmpty === true;
  return {
    ...ignorePage(stream, 0),
    paging: { ...stream.paging, wasEmpty: true },
    isDone,
    progress: isDone ? "advanced" : "rereading",
  };
}
