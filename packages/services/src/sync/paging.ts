/**
 * How many rows Planhat puts in a page. It may give fewer than were asked for, and nothing in a page says so: a short
 * page is the last one only where a page of this model held more rows before. Pure.
 */
import type { LandedPage, Paging, StreamRow } from "@churned/db/sync";

/** What is asked of the next page. */
export interface PageRange {
  readonly offset: number;
  readonly limit: number;
}

/**
 * What is known of the pages after one more, `isFurther` telling whether it holds rows after those of the page before.
 */
export function countPage(
  paging: Paging,
  { fetched }: Pick<LandedPage, "fetched">,
  { limit }: Pick<PageRange, "limit">,
  isFurther: boolean,
): Paging {
  // A page before this one that was shorter than asked for, and that was not the last, was cut by Planhat.
  const cut = isFurther && paging.isShort === true ? paging.last : undefined;
  const full = Math.max(paging.full ?? 0, fetched === limit ? fetched : 0);
  const contradicts =
    cut !== undefined &&
    (cut < Math.max(full, paging.cap ?? 0) || (paging.cut !== undefined && paging.cut !== cut));
  return {
    ...paging,
    last: fetched,
    isShort: fetched < limit,
    ...(full > 0 ? { full } : {}),
    ...(cut === undefined ? {} : { cut }),
    ...(contradicts ? { isVaried: true } : {}),
  };
}

/** The rows that a page of this model can hold at least, as this pass and those before it have shown; null: unknown. */
export function provenCap({ cap, cut, full, isVaried }: Paging): number | null {
  if (isVaried === true) return null;
  const rows = Math.max(cap ?? 0, cut ?? 0, full ?? 0);
  return rows > 0 ? rows : null;
}

/**
 * True where a page must be the last one because one of this model held more rows before. A Planhat that holds less
 * than it did would be believed wrongly; so where anything says that there is more, or where the page brought something
 * new, the row after its last is asked for all the same.
 */
export function isBelowCap(
  stream: Pick<StreamRow, "paging"> & Partial<Pick<StreamRow, "expected">>,
  landed: LandedPage,
  { offset, limit }: PageRange,
): boolean {
  const { cap, isVaried = false } = stream.paging;
  const { fetched, inserted, hasMoreLanded } = landed;
  return (
    fetched > 0 &&
    fetched < Math.min(limit, cap ?? 0) &&
    !isVaried &&
    inserted === 0 &&
    !hasMoreLanded &&
    offset + fetched >= Math.floor((stream.expected ?? 0) * 0.99)
  );
}

/**
 * True where the next page may hold the overlapping row alone. Planhat may bound a page by its bytes too, and then the
 * same page comes where the row after it is too large to stand beside another: so ids are asked for, which are small.
 */
export function mayEnd({
  nextOffset: offset,
  isOrdered,
  stepBack,
  paging: { isShort, last = 0, cut, cap, isAlone = false },
}: Pick<StreamRow, "nextOffset" | "isOrdered" | "stepBack" | "paging">): boolean {
  const isCut = last === cut || last === cap;
  const isLikely = isAlone || (isShort === true && last > 1 && !isCut);
  return offset > 0 && isOrdered && stepBack === 0 && isLikely;
}

/** Rows of a page that was read one by one. */
export const oneByOneRows = 2;

/** True where a page of one row says nothing: the row before was read by itself, and may be too large for others to stand beside it. */
export function isToConfirm({ last, isShort, isAlone }: Paging, { limit }: PageRange): boolean {
  return last === oneByOneRows && isShort === false && limit > oneByOneRows && isAlone !== true;
}

/** Where the page after this one begins: at its last row, so that the two hold together; one row alone cannot overlap. */
export function nextOffset({ offset }: PageRange, { fetched, skipped }: LandedPage): number {
  // Records without an id prove nothing, so the overlap reaches back to one that has an id.
  return offset + (fetched > 1 ? Math.max(1, fetched - 1 - skipped) : fetched);
}
