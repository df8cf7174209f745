/** Where a stream goes on after a page in the order of ids, or in no order at all. Pure. */
import type { LandedPage, StreamRow } from "@churned/db/sync";
import type { Checkpoint, Step } from "./next-step.ts";
import { goBack, stay, stopAfterOne } from "./next-step.ts";
import type { PageRange } from "./paging.ts";
import { countPage, isBelowCap, isToConfirm, nextOffset } from "./paging.ts";

type FullStream = Checkpoint & Pick<StreamRow, "expected" | "fetched">;

/** The same page may come so often, in a list without an order, before nothing more is expected of the list. */
const repeatsMax = 3;

/**
 * True where a list may grow faster than it is read: its pages hold a few rows, and it is far longer than expected. With
 * larger pages a long list only means that the expectation is old, or that an estimate was a lower bound.
 */
const outgrows = (
  { expected, fetched }: Pick<StreamRow, "expected" | "fetched">,
  pageRows: number,
): boolean => pageRows <= fewRows && fetched > 2 * (expected ?? recordsMax) + 100_000;
const fewRows = 10;
const recordsMax = 20_000_000;

/** True where a first page may hold all records: only then is it worth to compare it with all that has landed. */
export function mayBeWhole(
  { expected, lastId }: Pick<StreamRow, "expected" | "lastId">,
  { offset, limit }: PageRange,
): boolean {
  return offset === 0 && lastId === null && (expected === null || expected <= limit);
}

/** After a page in the order of ids, `expected` being about how many records there are. */
export function nextStepById(given: FullStream, landed: LandedPage, page: PageRange): Step {
  const { offset } = page;
  const { fetched, firstId } = landed;
  const newest = latest(given.newest, offset === 0 ? landed.newest : null);
  const stream = { ...given, newest };
  if (!stream.isOrdered || !landed.isOrdered) return nextStepWithoutOrder(stream, landed, page);
  const { lastId, paging } = stream;
  // After a page of one row, which cannot overlap.
  const isAfterOne = offset > 0 && paging.last === 1 && stream.stepBack === 0;
  if (isAfterOne && fetched === 0) return stopAfterOne(stream, stream.expected === 1);
  // Pages that cannot overlap, or that have no ids, are not held together by anything.
  if (fetched > 0 && (firstId === null || (isAfterOne && fetched === 1)))
    return nextStepWithoutOrder(stream, landed, page);
  if (lastId !== null && offset > 0 && (firstId === null || firstId > lastId))
    return goBack(stream, page);

  // A list that is suddenly empty is not believed at once. One that was, is: nothing has landed, and none is expected.
  const wasEmpty = stream.expected === 0 && !landed.hasMoreLanded;
  if (fetched === 0 && offset === 0 && stream.stepBack === 0 && !wasEmpty)
    return { ...goBack(stream, page), stepBack: 1 };
  // Rows were seen, and now there is none at all: that is no end of a list.
  if (fetched === 0 && offset === 0 && lastId !== null) return stay(stream, 0);
  const isFurther = landed.lastId !== null && (lastId === null || landed.lastId > lastId);
  // A page that begins before the last row and does not hold it: that row is gone, or the list is in no order.
  const isTorn = offset > 0 && lastId !== null && isFurther && !landed.hasAfter;
  if (isTorn && stream.stepBack === 0) return goBack(stream, page);
  // The end: no row at all, no row but the one that the page before ended with, or fewer than a page is known to hold.
  const isOverlapAlone =
    offset > 0 && firstId === lastId && !isFurther && fetched < (paging.last ?? 0);
  if (isOverlapAlone && isToConfirm(paging, page))
    return { ...stay(stream, offset), paging: { ...paging, isAlone: true }, came: "known" };
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
      ...(isFurther ? { wasEmpty: false, isAlone: false } : {}),
    },
    newlySeen: landed.newlySeen,
    isDone,
    came: isDone ? "further" : judgeProgress(stream, landed, { offset, isFurther }),
  };
}

/** What a page came to that does not end its list. */
function judgeProgress(
  stream: FullStream,
  { fetched }: LandedPage,
  { offset, isFurther }: { readonly offset: number; readonly isFurther: boolean },
): Step["came"] {
  if (outgrows(stream, fetched)) return "nothing";
  if (isFurther) return "further";
  // The stream has read so many rows that these may be among them. This ends, because the offset grows.
  return offset < stream.fetched ? "known" : "nothing";
}

/**
 * Without an order there is nothing to hold on to: everything is read by offset, and nothing is proven. Only a page that
 * is the whole list proves all of it, in whatever order: nothing stands after its last row.
 */
function nextStepWithoutOrder(stream: FullStream, landed: LandedPage, page: PageRange): Step {
  const { offset } = page;
  const { fetched, tailId } = landed;
  const { paging } = stream;
  const isFirst = offset === 0 && stream.isOrdered;
  const isCandidate =
    isFirst && fetched > 1 && fetched < page.limit && tailId !== null && mayBeWhole(stream, page);
  // The page after one that may be whole begins with its last row.
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
    came: isDone || (!isSame && !outgrows(stream, fetched)) ? "further" : "nothing",
  };
}

function latest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
