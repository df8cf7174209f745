/**
 * Where a stream goes on after a page. Pure. Planhat counts by offset, and rows come and go meanwhile; so pages overlap
 * by a row, and what lies between two pages is known only where the second reaches back to the last row of the first.
 * Where it does not, the stream goes back, twice as far each time, until it meets a row that it knows.
 */
import type { LandedPage, StreamRow, StreamStep } from "@churned/db";

/** What is asked of the next page. */
export interface PageRange {
  readonly offset: number;
  readonly limit: number;
}

type Checkpoint = Pick<StreamRow, "lastId" | "lastAt" | "newest" | "isOrdered" | "stepBack">;

/**
 * A step, and what it came to. One that brought the stream `further` forgives what failed before; on `known` ground it
 * reads again what was read, after going back; one that came to `nothing` counts as a failed attempt.
 */
export interface Step extends StreamStep {
  readonly came: "further" | "known" | "nothing";
}

function goBack(stream: Checkpoint, { offset, limit }: PageRange): Step {
  const stepBack = Math.max(Math.ceil(limit / 2), stream.stepBack * 2);
  return {
    ...stream,
    nextOffset: Math.max(0, offset - stepBack),
    stepBack,
    newlySeen: 0,
    isDone: false,
    came: "nothing",
  };
}

/** After a page in the order of ids, `expected` being about how many records there are. */
export function nextStepById(
  stream: Checkpoint & Pick<StreamRow, "expected" | "fetched">,
  landed: LandedPage,
  page: PageRange,
): Step {
  const { offset, limit } = page;
  const { fetched, firstId } = landed;
  const isShort = fetched < limit;
  const newest = latest(stream.newest, offset === 0 ? landed.newest : null);
  // Without an order there is nothing to hold on to: everything is read by offset, and nothing is proven. One and the
  // same page again and again is no progress all the same: its greatest id tells.
  if (!stream.isOrdered || !landed.isOrdered)
    return {
      nextOffset: offset + fetched,
      lastId: landed.lastId ?? stream.lastId,
      lastAt: null,
      newest,
      isOrdered: false,
      stepBack: 0,
      newlySeen: fetched,
      isDone: isShort,
      came: isShort || stream.isOrdered || landed.lastId !== stream.lastId ? "further" : "nothing",
    };
  const { lastId } = stream;
  if (lastId !== null && offset > 0 && (firstId === null || firstId > lastId))
    return goBack({ ...stream, newest }, page);

  // A list that is suddenly empty is not believed at once. One that was, is: nothing has landed, and none is expected.
  const wasEmpty = stream.expected === 0 && !landed.hasMoreLanded;
  if (fetched === 0 && offset === 0 && stream.stepBack === 0 && !wasEmpty)
    return { ...goBack({ ...stream, newest }, page), stepBack: 1 };
  const isFurther = landed.lastId !== null && (lastId === null || landed.lastId > lastId);
  // A short page is the end, unless it may be one that Planhat cut: then the row after its last is asked for.
  const mayBeCut =
    offset > 0 ||
    fetched % 10 === 0 ||
    landed.hasMoreLanded ||
    fetched < Math.floor((stream.expected ?? 0) * 0.99);
  const isDone = isShort && (!isFurther || !mayBeCut);
  return {
    nextOffset: Math.max(offset, offset + fetched - (isShort && isDone ? 0 : 1)),
    lastId: isFurther ? landed.lastId : lastId,
    lastAt: null,
    newest,
    isOrdered: true,
    stepBack: 0,
    newlySeen: landed.newlySeen,
    isDone,
    // So many rows were seen, so what lies before that may be among them; it ends, for the offset grows.
    came: isFurther || isDone ? "further" : offset < stream.fetched ? "known" : "nothing",
  };
}

/** Rows gone back in vain this far are no longer looked for. */
const stepBackMax = 8;
/** The newest rows are read again so often at most; what changes faster than it is read is for the next pass. */
export const roundsMax = 10;

/**
 * After a page in the order of time, newest first; or why it cannot go on in that order. It ends at the first row that
 * is older than the watermark: everything after it was there before. A record that changes while a pass of several
 * pages runs moves to their head and is passed by, so the head is read again, down to where it was, until one page
 * shows all that changed meanwhile, or nothing new: that page is a moment, and nothing is between its rows.
 */
export function nextStepByTime(
  stream: Checkpoint & Pick<StreamRow, "watermark" | "round" | "roundSince">,
  landed: LandedPage,
  page: PageRange,
): Step | { readonly cannot: "no_rows" | "no_time" | "no_order" } {
  const { offset, limit } = page;
  const { fetched, headAt, tailAt } = landed;
  if (fetched === 0 && offset === 0) return { cannot: "no_rows" };
  if (headAt === null && fetched > 0) return { cannot: "no_time" };
  if (!landed.isOrdered || stream.watermark === null) return { cannot: "no_order" };
  if (offset > 0 && stream.lastAt !== null && !landed.hasAfter) {
    const reachesBack = headAt !== null && headAt > stream.lastAt;
    // Rows of one instant come in any order: only the row itself, or an earlier instant, shows that none was missed.
    if (!reachesBack)
      return stream.stepBack >= stepBackMax * limit ? { cannot: "no_order" } : goBack(stream, page);
  }
  const { round, roundSince } = stream;
  const endsAt = roundSince?.getTime() ?? stream.watermark.getTime();
  const isFurther = landed.newlySeen > 0;
  // Below rows that are all dated ahead there may be others.
  const isReached = tailAt !== null && landed.newest !== null && tailAt <= landed.newest;
  const isKnown = round > 0 && offset === 0 && landed.inserted + landed.updated === 0 && isReached;
  const isOver =
    isKnown ||
    (tailAt !== null && tailAt.getTime() < endsAt) ||
    (fetched < limit && (!isFurther || fetched % 10 !== 0));
  // Rows that an earlier round counted are not counted again.
  const newlySeen = round === 0 ? landed.newlySeen : landed.inserted + landed.updated;
  if (isOver && offset > 0 && round < roundsMax && stream.newest !== null)
    return {
      nextOffset: 0,
      lastId: null,
      lastAt: null,
      newest: stream.newest,
      isOrdered: true,
      stepBack: 0,
      newlySeen,
      isDone: false,
      came: "further",
      round: round + 1,
      roundSince: stream.newest,
    };
  const isDone = isOver;
  return {
    nextOffset: Math.max(offset, offset + fetched - 1),
    lastId: landed.tailId ?? stream.lastId,
    lastAt: tailAt ?? stream.lastAt,
    newest: offset === 0 ? landed.newest : stream.newest,
    isOrdered: true,
    stepBack: 0,
    newlySeen,
    isDone,
    came: isFurther || isDone ? "further" : "nothing",
  };
}

function latest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
