/**
 * Where a stream continues after a page in the order of time, newest first. Pure functions.
 */
import type { LandedPage, StreamRow } from "@churned/db/sync";
import type { Checkpoint, Step } from "./next-step.ts";
import { goBack, ignorePage, stopAfterOne } from "./next-step.ts";
import type { PageRange } from "./paging.ts";
import { countPage, isBelowCap, needsConfirmation, nextOffset, mayHaveFallen } from "./paging.ts";

type TimeStream = Checkpoint & Pick<StreamRow, "fetched" | "watermark" | "round" | "roundSince">;

/** Why a stream cannot continue in the order of time. The model is then read in full. */
export interface TimeOrderFailure {
  readonly failure: "no_rows" | "no_time" | "no_order" | "no_end" | "one_row";
}

/** A stream that has stepped back this many pages in vain gives up the order of time. */
const stepBackMax = 8;
/** After this many pages in a row without new rows, the order is not trusted. */
const repeatsMax = 3;
/** A stream gives up the order of time after reading this many rows more than twice the number of records. */
const extraRowsMax = 1_000;
/** The head of the list is read again at most this often. Rows that change faster are left to the next pass. */
export const roundsMax = 10;

/**
 * The step after a page in the order of time, newest first, or why this order cannot be used.
 *
 * The pass ends at the first row older than the watermark. If Planhat sorts by time, everything after that row is older
 * too. Rows that come in this order by chance prove nothing: a list in the order of creation looks the same until an
 * old record changes. So if Planhat was never seen to sort, one call tests it, unless the page is the whole list.
 *
 * A record that changes during a pass of several pages moves to the head of the list, so the pass misses it. Therefore
 * the head is read again, down to where the last reading started. This repeats until one page shows all changes since
 * then, or none: a single page has no gaps. Where records dated ahead of now fill the first page, which shows nothing
 * of the others then, it repeats until all pages of a reading show nothing new.
 */
export function nextStepByTime(
  stream: TimeStream,
  landed: LandedPage,
  page: PageRange,
): Step | TimeOrderFailure {
  const { offset, limit } = page;
  const { fetched, headAt, tailAt } = landed;
  const { paging } = stream;
  if (fetched === 0 && offset === 0) return { failure: "no_rows" };
  if (headAt === null && fetched > 0) return { failure: "no_time" };
  if (!landed.isOrdered || stream.watermark === null) return { failure: "no_order" };
  // Records change faster than their pages arrive: more rows came than exist.
  const { records } = paging;
  if (records != null && stream.fetched > 2 * records + extraRowsMax) return { failure: "no_end" };
  // A page of one row cannot overlap. It is the whole list, or the order proves nothing.
  if (offset > 0 && paging.last === 1)
    return fetched === 0 ? stopAfterOne(stream, paging.records === 1) : { failure: "no_order" };
  if (offset > 0 && stream.lastAt !== null && !landed.hasAfter) {
    const reachesBack = headAt !== null && headAt > stream.lastAt;
    // Rows with the same time come in any order. Only the last row itself, or an older time, shows that none was
    // missed.
    if (!reachesBack)
      return stream.stepBack >= stepBackMax * limit
        ? { failure: "no_order" }
        : goBack(stream, page);
  }
  const { round, roundSince } = stream;
  const endsAt = roundSince?.getTime() ?? stream.watermark.getTime();
  const isFurther = landed.newlySeen > 0;
  const repeats = isFurther ? 0 : (paging.repeats ?? 0) + 1;
  // If all rows of the page are dated ahead, rows below them may have changed too.
  const isReached = tailAt !== null && landed.newest !== null && tailAt <= landed.newest;
  // After a step back, the pages in between have landed the new rows already.
  const isFirst = round > 0 && offset === 0 && stream.stepBack === 0;
  const isKnown = isFirst && landed.inserted + landed.updated === 0 && isReached;
  const isBelowWatermark = isKnown || (tailAt !== null && tailAt.getTime() < endsAt);
  const isOverlapAlone = offset > 0 && landed.hasAfter && fetched === 1;
  if (isOverlapAlone && needsConfirmation(paging, page))
    return {
      ...ignorePage(stream, offset),
      paging: { ...paging, isAlone: true },
      progress: "rereading",
    };
  if (
    isOverlapAlone &&
    !isBelowWatermark &&
    mayHaveFallen(paging, paging.records ?? null, landed, page)
  )
    return { failure: "one_row" };
  // Then all rows are in the first page. Reading the head again shows whether a row moved there meanwhile.
  const isOnePage =
    offset === 0
      ? paging.isOnePage === true
      : paging.mayBeWhole === true && offset + 1 === paging.last;
  const isShortest = landed.updated === 0 && isBelowCap(stream, landed, page);
  const isOver = isBelowWatermark || isOverlapAlone || isShortest;
  const isSortProven = paging.isSortProven === true;
  // Do not count rows again that an earlier round counted.
  const newlySeen = round === 0 ? landed.newlySeen : landed.inserted + landed.updated;
  const isHead = offset === 0 && stream.stepBack === 0;
  const roundNews = (isHead ? 0 : (paging.roundNews ?? 0)) + landed.inserted + landed.updated;
  const isHeadAhead = isHead ? tailAt !== null && !isReached : paging.isHeadAhead === true;
  // Rows that are dated ahead fill the head, so no single page can show it: each pass reads them all.
  const isQuiet = round > 0 && isHeadAhead && roundNews === 0;
  const counted = {
    ...countPage(paging, landed, page, isFurther && offset > 0),
    isSortProven,
    roundNews,
    isHeadAhead,
    isAlone: false,
    mayBeWhole: offset === 0,
    isOnePage: isOverlapAlone && isOnePage,
    repeats,
    wasEmpty: paging.wasEmpty === true && landed.tailId === stream.lastId,
  };
  if (isOver && offset > 0 && round < roundsMax && !isQuiet && stream.newest !== null)
    return {
      ...ignorePage(stream, 0),
      lastId: null,
      lastAt: null,
      isOrdered: true,
      stepBack: 0,
      paging: counted,
      newlySeen,
      progress: "advanced",
      round: round + 1,
      roundSince: stream.newest,
    };
  if (!isOver && repeats >= repeatsMax) return { failure: "no_order" };
  const isDone = isOver && (isSortProven || isShortest || (isOnePage && isKnown));
  const needsSortTest =
    isOver &&
    !isDone &&
    paging.isOrderUnproven !== true &&
    headAt !== null &&
    tailAt !== null &&
    headAt > tailAt;
  // The page may be the whole list; the next page shows it.
  const continuesToProve = isOver && !isDone && offset === 0 && fetched < limit;
  if (isOver && !isDone && !needsSortTest && !continuesToProve) return { failure: "no_order" };
  const unproven = needsSortTest
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
    progress: isFurther || isOver ? "advanced" : "none",
  };
}
