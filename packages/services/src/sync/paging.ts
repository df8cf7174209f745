/**
 * Finds out how many rows Planhat puts into a page. Planhat may return fewer rows than requested, without saying so. So
 * a short page is known to be the last page only if an earlier page of this model had more rows. Pure functions.
 */
import type { LandedPage, Paging, StreamRow } from "@churned/db/sync";

/** The range of rows to request in the next page. */
export interface PageRange {
  readonly offset: number;
  readonly limit: number;
}

/**
 * Updates what is known about pages after one more page. `isFurther` is true if the page contains rows after the rows
 * of the page before.
 */
export function countPage(
  paging: Paging,
  { fetched }: Pick<LandedPage, "fetched">,
  { limit }: Pick<PageRange, "limit">,
  isFurther: boolean,
): Paging {
  // The page before was shorter than requested but was not the last page, so Planhat limited its size.
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

/** The number of rows that a page of this model can hold, as passes have shown so far; null if unknown. */
export function provenCap({ cap, cut, full, isVaried }: Paging): number | null {
  if (isVaried === true) return null;
  const rows = Math.max(cap ?? 0, cut ?? 0, full ?? 0);
  return rows > 0 ? rows : null;
}

/**
 * Whether a page must be the last page because an earlier page had more rows. The conclusion would be wrong if Planhat
 * has lowered its limit. So if anything suggests more rows, or the page contained new rows, the next row is requested
 * anyway.
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
 * Whether the next page may contain only the overlapping row. There is another explanation for such a page: Planhat may
 * limit pages by bytes, and returns only the overlapping row if the next row is too large to fit beside it. So the next
 * page is requested with ids only, which are small.
 */
export function mayEnd({
  nextOffset: offset,
  isOrdered,
  stepBack,
  paging: { isShort, last = 0, cut, cap, isAlone = false, beyond },
}: Pick<StreamRow, "nextOffset" | "isOrdered" | "stepBack" | "paging">): boolean {
  const isCut = last === cut || last === cap;
  const isLikely =
    isAlone || beyond === "seen" || (isShort === true && last > 1 && !isCut && beyond !== "asked");
  return offset > 0 && isOrdered && stepBack === 0 && isLikely;
}

/** The number of rows in a page that is read one row at a time. */
export const oneByOneRows = 2;

/**
 * Whether a page of one row proves nothing. The row before was read alone, and may be so large that no other row fits
 * into a page with it.
 */
export function needsConfirmation(
  { last, isShort, isAlone }: Paging,
  { limit }: PageRange,
): boolean {
  return last === oneByOneRows && isShort === false && limit > oneByOneRows && isAlone !== true;
}

/**
 * Whether Planhat may have begun to return one row for each page, so that a page with only the overlapping row does not
 * show the end. This may be so if more rows are expected or stored, or if pages have different sizes. Then the row
 * after the overlapping row is requested.
 */
export function mayHaveFallen(
  { last = 0, isVaried = false, beyond }: Paging,
  expected: number | null,
  { hasMoreLanded }: Pick<LandedPage, "hasMoreLanded">,
  { offset }: PageRange,
): boolean {
  const isEarly = offset + 1 < Math.floor((expected ?? 0) * 0.99);
  return last > 1 && beyond !== "seen" && (isEarly || isVaried || hasMoreLanded);
}

/**
 * The offset of the next page. It is the last row of this page, so that both pages overlap. A page of one row cannot
 * overlap.
 */
export function nextOffset({ offset }: PageRange, { fetched, skipped }: LandedPage): number {
  // A record without an id proves nothing, so the overlap goes back to a record with an id.
  return offset + (fetched > 1 ? Math.max(1, fetched - 1 - skipped) : fetched);
}
