/**
 * Decides where a stream continues after a page. Pure functions. Planhat pages by offset, while rows are added and
 * removed. So pages overlap by one row. If the second page contains the last row of the first page, no row between them
 * is missed. If it does not, the stream steps back until it finds a row that was already read. Each step back is twice
 * as long as the one before.
 */
import type { StreamRow, StreamStep } from "@churned/db/sync";
import type { PageRange } from "./paging.ts";

export type Checkpoint = Pick<
  StreamRow,
  "lastId" | "lastAt" | "newest" | "isOrdered" | "stepBack" | "paging"
>;

/**
 * The next step, and its progress. `advanced`: the stream moves on, and earlier failed attempts are forgotten.
 * `rereading`: the stream reads rows again after a step back. `none`: the page counts as a failed attempt.
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

/**
 * Steps back to read known rows again. The first step back is half of a page of Planhat's size, and each further step
 * is twice as long.
 */
export function goBack(stream: Checkpoint, { offset, limit }: PageRange): Step {
  const rows = Math.min(limit, stream.paging.last ?? limit);
  const stepBack = Math.max(Math.ceil(rows / 2), stream.stepBack * 2);
  return { ...ignorePage(stream, Math.max(0, offset - stepBack)), stepBack };
}

/**
 * The step after a page of one row that no row follows. There are three explanations: the row may be the whole list, or
 * pages may have one row and another row was just removed, or the empty page may be a mistake. So both pages are read
 * once more, unless one record was expected.
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
