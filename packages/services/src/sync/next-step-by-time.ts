/** Where a stream goes on after a page in the order of time, newest first. Pure. */
import type { LandedPage, StreamRow } from "@churned/db/sync";
import type { Checkpoint, Step } from "./next-step.ts";
import { goBack, stay, stopAfterOne } from "./next-step.ts";
import type { PageRange } from "./paging.ts";
import { countPage, isBelowCap, isToConfirm, nextOffset } from "./paging.ts";

type TimeStream = Checkpoint & Pick<StreamRow, "fetched" | "watermark" | "round" | "roundSince">;

/** Why a stream cannot go on in the order of time: then all of it is read. */
export interface Cannot {
  readonly cannot: "no_rows" | "no_time" | "no_order" | "no_end";
}

/** Rows gone back in vain this far are no longer looked for. */
const stepBackMax = 8;
/** Pages in a row that bring nothing, after which the order is not believed any more. */
const repeatsMax = 3;
/** More rows than twice all records, and so many, are not looked for by time. */
const chaseMax = 1_000;
/** The newest rows are read again so often at most; what changes faster than it is read is for the next pass. */
export const roundsMax = 10;

/**
 * After a page in the order of time, newest first; or why it cannot go on in that order. It ends at the first row that
 * is older than the watermark: everything after it was there before, if Planhat sorts by time. Rows that only happen to
 * come so prove nothing: a list in the order of creation looks the same until an old record changes. So where Planhat
 * was never seen to sort, it is asked; or the page must be the whole list. A record that changes while a pass of several
 * pages runs moves to their head and is passed by, so the head is read again, down to where it was, until one page
 * shows all that changed meanwhile, or nothing new: that page is a moment, and nothing is between its rows.
 */
export function nextStepByTime(
  stream: TimeStream,
  landed: LandedPage,
  page: PageRange,
): Step | Cannot {
  const { offset, limit } = page;
  const { fetched, headAt, tailAt } = landed;
  const { paging } = stream;
  if (fetched === 0 && offset === 0) return { cannot: "no_rows" };
  if (headAt === null && fetched > 0) return { cannot: "no_time" };
  if (!landed.isOrdered || stream.watermark === null) return { cannot: "no_order" };
  // Records change faster than their pages come: there are not so many.
  const { records } = paging;
  if (records != null && stream.fetched > 2 * records + chaseMax) return { cannot: "no_end" };
  // A page of one row cannot be overlapped: it is the whole list, or pages cannot be held together.
  if (offset > 0 && paging.last === 1)
    return fetched === 0 ? stopAfterOne(stream, paging.records === 1) : { cannot: "no_order" };
  if (offset > 0 && stream.lastAt !== null && !landed.hasAfter) {
    const reachesBack = headAt !== null && headAt > stream.lastAt;
    // Rows of one instant come in any order: only the row itself, or an earlier instant, shows that none was missed.
    if (!reachesBack)
      return stream.stepBack >= stepBackMax * limit ? { cannot: "no_order" } : goBack(stream, page);
  }
  const { round, roundSince } = stream;
  const endsAt = roundSince?.getTime() ?? stream.watermark.getTime();
  const isFurther = landed.newlySeen > 0;
  const repeats = isFurther ? 0 : (paging.repeats ?? 0) + 1;
  // Below rows that are all dated ahead there may be others.
  const isReached = tailAt !== null && landed.newest !== null && tailAt <= landed.newest;
  // After going back, the pages between have landed what would be new.
  const isFirst = round > 0 && offset === 0 && stream.stepBack === 0;
  const isKnown = isFirst && landed.inserted + landed.updated === 0 && isReached;
  const isDown = isKnown || (tailAt !== null && tailAt.getTime() < endsAt);
  const isOverlapAlone = offset > 0 && landed.hasAfter && fetched === 1;
  if (isOverlapAlone && isToConfirm(paging, page))
    return { ...stay(stream, offset), paging: { ...paging, isAlone: true }, came: "known" };
  // All rows are in the first page then; the head, read again, shows whether one came from below it meanwhile.
  const isOnePage =
    offset === 0
      ? paging.isOnePage === true
      : paging.mayBeWhole === true && offset + 1 === paging.last;
  const isShortest = landed.updated === 0 && isBelowCap(stream, landed, page);
  const isOver = isDown || isOverlapAlone || isShortest;
  const isSortProven = paging.isSortProven === true;
  // Rows that an earlier round counted are not counted again.
  const newlySeen = round === 0 ? landed.newlySeen : landed.inserted + landed.updated;
  const counted = {
    ...countPage(paging, landed, page, isFurther && offset > 0),
    isSortProven,
    isAlone: false,
    mayBeWhole: offset === 0,
    isOnePage: isOverlapAlone && isOnePage,
    repeats,
    wasEmpty: paging.wasEmpty === true && landed.tailId === stream.lastId,
  };
  if (isOver && offset > 0 && round < roundsMax && stream.newest !== null)
    return {
      ...stay(stream, 0),
      lastId: null,
      lastAt: null,
      isOrdered: true,
      stepBack: 0,
      paging: counted,
      newlySeen,
      came: "further",
      round: round + 1,
      roundSince: stream.newest,
    };
  if (!isOver && repeats >= repeatsMax) return { cannot: "no_order" };
  const isDone = isOver && (isSortProven || isShortest || (isOnePage && isKnown));
  const isToAsk =
    isOver &&
    !isDone &&
    paging.isOrderUnproven !== true &&
    headAt !== null &&
    tailAt !== null &&
    headAt > tailAt;
  // The whole list may be in the page: the next one shows.
  const isToReadOn = isOver && !isDone && offset === 0 && fetched < limit;
  if (isOver && !isDone && !isToAsk && !isToReadOn) return { cannot: "no_order" };
  const unproven = isToAsk
    ? { unproven: { headAt: headAt.toISOString(), tailAt: tailAt.toISOString() } }
    : {};
  return {
    nextOffset: isDone ? offset + fetched : nextOffset(page, landed),
    lastId: landed.tailId ?? stream.lastId,
    lastAt: tailAt ?? stream.lastAt,
    newest: offset === 0 ? landed.newest : stream.newest,
    isOrdered: true,
    stepBack: 0,
    paging: { ...counted, ...unproven },
    newlySeen,
    isDone,
    came: isFurther || isOver ? "further" : "nothing",
  };
}
