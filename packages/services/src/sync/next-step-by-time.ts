/** Decides where a stream continues after a page that is sorted by time, newest first. Pure functions. */
import type { LandedPage, StreamRow } from "@churned/db/sync";
import type { Checkpoint, Step } from "./next-step.ts";
import { goBack, ignorePage, stopAfterOne } from "./next-step.ts";
import type { PageRange } from "./paging.ts";
import { countPage, isBelowCap, needsConfirmation, nextOffset, mayHaveFallen } from "./paging.ts";

type TimeStream = Checkpoint & Pick<StreamRow, "fetched" | "watermark" | "round" | "roundSince">;

/** Why a stream cannot continue in the order of time. The whole model is then read. */
export interface TimeOrderFailure {
  readonly failure: "no_rows" | "no_time" | "no_order" | "no_end" | "one_row";
}

/** After stepping back by this many pages without finding a known row, a stream gives up the order of time. */
const stepBackMax = 8;
/** If this many pages in a row have no new rows, the order is not trusted. */
const repeatsMax = 3;
/** If a stream has read twice the number of records plus this many rows, it gives up the order of time. */
const extraRowsMax = 1_000;
/** The first page of the list is read again at most this many times. The next pass reads rows that change faster. */
export const roundsMax = 10;

/**
 * The step after a page that is sorted by time, newest first. Or the reason for which this order cannot be used.
 *
 * The pass ends at the first row that is older than the watermark (the time up to which earlier passes read). If
 * Planhat sorts by time, every row after that row is older too. But rows can also have this order by chance: a list
 * that is sorted by creation looks the same until an old record changes. So if no test has shown yet that Planhat
 * sorts, one call tests it, unless the page is the whole list.
 *
 * A record that changes during a pass of several pages moves to the beginning of the list, so the pass misses it.
 * Therefore the list is read again from its beginning, until the time at which the last reading started. This repeats
 * until a single page shows all changes since that time, or no change, because a single page has no gaps. If records
 * with a time in the future fill the first page, the page shows nothing about the other records. Then the reading
 * repeats until all pages of one reading show no change.
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
  // Records change faster than their pages arrive, so more rows came than there are records.
  const { records } = paging;
  if (records != null && stream.fetched > 2 * records + extraRowsMax) return { failure: "no_end" };
  // A page of one row cannot overlap with the next page. Either it is the whole list, or the order proves nothing.
  if (offset > 0 && paging.last === 1)
    return fetched === 0 ? stopAfterOne(stream, paging.records === 1) : { failure: "no_order" };
  if (offset > 0 && stream.lastAt !== null && !landed.hasAfter) {
    const reachesBack = headAt !== null && headAt > stream.lastAt;
    // Rows with the same time come in any order. Only the last row itself, or a row with an older time, proves that no
    // row was missed.
    if (!reachesBack)
      return stream.stepBack >= stepBackMax * limit
        ? { failure: "no_order" }
        : goBack(stream, page);
  }
  const { round, roundSince } = stream;
  const endsAt = roundSince?.getTime() ?? stream.watermark.getTime();
  const isFurther = landed.newlySeen > 0;
  const repeats = isFurther ? 0 : (paging.repeats ?? 0) + 1;
  // If all rows of the page have a time in the future, rows after the page may have changed too.
  const isReached = tailAt !== null && landed.newest !== null && tailAt <= landed.newest;
  // After a step back, the pages in between have already landed (stored) the new rows.
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
  // True if all rows are in the first page. Reading this page again shows whether a row moved into it in the meantime.
  const isOnePage =
    offset === 0
      ? paging.isOnePage === true
      : paging.mayBeWhole === true && offset + 1 === paging.last;
  const isShortest = landed.updated === 0 && isBelowCap(stream, landed, page);
  const isOver = isBelowWatermark || isOverlapAlone || isShortest;
  const isSortProven = paging.isSortProven === true;
  // Do not count rows again that an earlier reading counted.
  const newlySeen = round === 0 ? landed.newlySeen : landed.inserted + landed.updated;
  const isHead = offset === 0 && stream.stepBack === 0;
  const roundNews = (isHead ? 0 : (paging.roundNews ?? 0)) + landed.inserted + landed.updated;
  const isHeadAhead = isHead ? tailAt !== null && !isReached : paging.isHeadAhead === true;
  // Rows with a time in the future fill the first page, so no single page can show all changes. So every reading goes
  // through all pages, and the pass is over when a reading shows no change.
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
  // The page may be the whole list, and the next page shows whether it is.
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
