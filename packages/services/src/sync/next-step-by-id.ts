/** Decides where a stream continues after a page that is sorted by id, or that has no order. Pure functions. */
import type { LandedPage, StreamRow } from "@churned/db/sync";
import type { Checkpoint, Step } from "./next-step.ts";
import { goBack, ignorePage, stopAfterOne } from "./next-step.ts";
import type { PageRange } from "./paging.ts";
import { countPage, isBelowCap, mayHaveFallen, needsConfirmation, nextOffset } from "./paging.ts";

type FullStream = Checkpoint & Pick<StreamRow, "expected" | "fetched">;

/** In a list without an order, the list ends after this many repetitions of the same page. */
const repeatsMax = 3;

/**
 * Whether a list may grow faster than it is read: its pages have only a few rows, and it is far longer than expected.
 * With larger pages, a long list only means that the expected number is old or was a lower bound.
 */
const outgrows = (
  { expected, fetched }: Pick<StreamRow, "expected" | "fetched">,
  pageRows: number,
): boolean => pageRows <= fewRows && fetched > 2 * (expected ?? recordsMax) + 100_000;
const fewRows = 10;
const recordsMax = 20_000_000;

/** Whether a first page may contain all records. Only such a page is compared with all landed (stored) records. */
export function mayBeWhole(
  { expected, lastId }: Pick<StreamRow, "expected" | "lastId">,
  { offset, limit }: PageRange,
): boolean {
  return offset === 0 && lastId === null && (expected === null || expected <= limit);
}

/** The step after a page that is sorted by id. `expected` is the approximate number of records. */
export function nextStepById(given: FullStream, landed: LandedPage, page: PageRange): Step {
  const { offset } = page;
  const { fetched, firstId } = landed;
  const newest = latest(given.newest, offset === 0 ? landed.newest : null);
  const stream = { ...given, newest };
  if (!stream.isOrdered || !landed.isOrdered) return nextStepWithoutOrder(stream, landed, page);
  const { lastId, paging } = stream;
  // The page before had one row, so this page cannot overlap it.
  const isAfterOne = offset > 0 && paging.last === 1 && stream.stepBack === 0;
  if (isAfterOne && fetched === 0) return stopAfterOne(stream, stream.expected === 1);
  // If two pages cannot overlap, or a page has no ids, nothing proves that no row between them is missed.
  if (fetched > 0 && (firstId === null || (isAfterOne && fetched === 1)))
    return nextStepWithoutOrder(stream, landed, page);
  if (paging.beyond === "asked" && stream.stepBack === 0)
    return fetched === 0
      ? { ...ignorePage(stream, offset), isDone: true, progress: "advanced" }
      : firstId !== null && lastId !== null && firstId > lastId
        ? readAgain(stream, offset - 1, "seen")
        : // All rows were read before, so this is not the requested place in the list.
          { ...ignorePage(stream, offset), progress: "none" };
  if (lastId !== null && offset > 0 && (firstId === null || firstId > lastId))
    return goBack(stream, page);

  // Do not trust a first empty answer, unless no record is expected and none has landed.
  const wasEmpty = stream.expected === 0 && !landed.hasMoreLanded;
  if (fetched === 0 && offset === 0 && stream.stepBack === 0 && !wasEmpty)
    return { ...goBack(stream, page), stepBack: 1 };
  // Earlier pages had rows, and now the first page is empty. This does not prove that the list has ended.
  if (fetched === 0 && offset === 0 && lastId !== null) return ignorePage(stream, 0);
  const isFurther = landed.lastId !== null && (lastId === null || landed.lastId > lastId);
  // The page starts before the last known row but does not contain this row. The row was removed, or the list has no
  // order.
  const isTorn = offset > 0 && lastId !== null && isFurther && !landed.hasAfter;
  if (isTorn && stream.stepBack === 0) return goBack(stream, page);
  // The list ends with a page that has no row, or only the last row of the page before, or fewer rows than a page of
  // this model can have.
  const isOverlapAlone =
    offset > 0 && firstId === lastId && !isFurther && fetched < (paging.last ?? 0);
  if (isOverlapAlone && needsConfirmation(paging, page))
    return {
      ...ignorePage(stream, offset),
      paging: { ...paging, isAlone: true },
      progress: "rereading",
    };
  if (isOverlapAlone && mayHaveFallen(paging, stream.expected, landed, page))
    return readAgain(stream, offset + 1, "asked");
  // There is again a row after the overlapping row, but pages of one row cannot overlap.
  if (isOverlapAlone && paging.beyond === "seen")
    return (paging.timesBeyond ?? 0) >= 2
      ? nextStepWithoutOrder(stream, landed, page)
      : readAgain(stream, offset + 1, "asked");
  const isDone = fetched === 0 || isOverlapAlone || isBelowCap(stream, landed, page);
  return {
    nextOffset: isDone ? offset + fetched : nextOffset(page, landed),
    lastId: isFurther ? landed.lastId : lastId,
    lastAt: null,
    newest,
    isOrdered: true,
    stepBack: isFurther || isDone ? 0 : stream.stepBack,
    paging: {
      ...countPage(paging, landed, page, isFurther && offset > 0),
      ...(isFurther
        ? { wasEmpty: false, isAlone: false, beyond: "no" as const, timesBeyond: 0 }
        : {}),
    },
    newlySeen: landed.newlySeen,
    isDone,
    progress: isDone ? "advanced" : judgeProgress(stream, landed, { offset, isFurther }),
  };
}

/** A step that ignores its page, and requests the place after the last row to see whether a row follows. */
function readAgain(stream: FullStream, offset: number, beyond: "asked" | "seen"): Step {
  const seen = (stream.paging.timesBeyond ?? 0) + (beyond === "seen" ? 1 : 0);
  const paging = { ...stream.paging, beyond, timesBeyond: seen };
  // If a row follows, this counts as a failed attempt. So the pass also ends if Planhat does not keep to offsets.
  return {
    ...ignorePage(stream, offset),
    paging,
    progress: beyond === "seen" ? "none" : "rereading",
  };
}

/** The progress of a page that does not end its list. */
function judgeProgress(
  stream: FullStream,
  { fetched }: LandedPage,
  { offset, isFurther }: { readonly offset: number; readonly isFurther: boolean },
): Step["progress"] {
  if (outgrows(stream, fetched)) return "none";
  if (isFurther) return "advanced";
  // These rows may be among the rows that were already read. Reading on ends eventually, because the offset grows.
  return offset < stream.fetched ? "rereading" : "none";
}

/**
 * Without an order, pages are read by offset only, and nothing proves that no row is missed. There is one exception: a
 * page that contains the whole list, in any order. The next page, which starts at the last row of that page, then
 * contains only this row.
 */
function nextStepWithoutOrder(stream: FullStream, landed: LandedPage, page: PageRange): Step {
  const { offset } = page;
  const { fetched, tailId } = landed;
  const { paging } = stream;
  const isFirst = offset === 0 && stream.isOrdered;
  const isCandidate =
    isFirst && fetched > 1 && fetched < page.limit && tailId !== null && mayBeWhole(stream, page);
  // If the page before may be the whole list, this page starts with the last row of that page.
  const isAfterWhole = paging.mayBeWhole === true && offset + 1 === paging.last && landed.hasAfter;
  const isWhole =
    (isCandidate &&
      landed.absent === 0 &&
      isBelowCap(stream, { ...landed, hasMoreLanded: false }, page)) ||
    (isAfterWhole && fetched === 1);
  const isSame = !isFirst && tailId === stream.lastId && landed.inserted + landed.updated === 0;
  const repeats = isSame ? (paging.repeats ?? 0) + 1 : 0;
  const { mayBeWhole: _, ...rest } = countPage(
    paging,
    landed,
    page,
    !isFirst && !isSame && fetched > 0,
  );
  const isDone = isWhole || fetched === 0 || repeats >= repeatsMax;
  return {
    nextOffset: isCandidate && !isDone ? offset + fetched - 1 : offset + fetched,
    lastId: tailId ?? stream.lastId,
    lastAt: null,
    newest: stream.newest,
    isOrdered: isWhole,
    stepBack: 0,
    paging: { ...rest, repeats, ...(isCandidate ? { mayBeWhole: true } : {}) },
    newlySeen: isSame ? 0 : fetched - (isAfterWhole ? 1 : 0),
    isDone,
    progress: isDone || (!isSame && !outgrows(stream, fetched)) ? "advanced" : "none",
  };
}

function latest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
