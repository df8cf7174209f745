/**
 * Learns how many rows Planhat puts into a page. Planhat may give fewer rows than requested, without saying so. So a
 * short page is the last one only if an earlier page of this model held more rows. Pure functions.
 */
import type { LandedPage, Paging, StreamRow } from "@churned/db/sync";

/** What to ask for in the next page. */
export interface PageRange {
  readonly offset: number;
  readonly limit: number;
}

/**
 * Updates what is known about pages after one more. `isFurther` says whether it holds rows after those of the page
 * before.
 */
export function countPage(
  paging: Paging,
  { fetched }: Pick<LandedPage, "fetched">,
  { limit }: Pick<PageRange, "limit">,
  isFurther: boolean,
): Paging {
  // The page before was shorter than requested but not the last, so Planhat limited it.
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
 * Whether a page must be the last because an earlier one held more rows. This would be wrong if Planhat lowered its
 * limit. So if anything suggests more rows, or the page brought new ones, the next row is asked for anyway.
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
 * Whether the next page may hold only the overlapping row. Planhat may also limit a page by bytes, and returns the same
 * page if the next row is too large to fit beside another. So the next page is asked for ids only, which are small.
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

/** Rows in a page that was read one row at a time. */
export const oneByOneRows = 2;

/**
 * Whether a page of one row proves nothing: the row before was read alone, and may be too large for others to fit
 * beside it.
 */
export function needsConfirmation(
  { last, isShort, isAlone }: Paging,
  { limit }: PageRange,
): boolean {
  return last === oneByOneRows && isShort === false && limit > oneByOneRows && isAlone !== true;
}

/**
 * Whether a page of only the overlapping row may be one of a Planhat that has begun to return one row a page: more rows
 * are expected or have landed, or pages differ in size. Then the row after it is asked for.
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

/** The offset of the next page: at this page's last row, so that the two overlap. A page of one row cannot overlap. */
export function nextOffset({ offset }: PageRange, { fetched, skipped }: LandedPage): number {
  // A record without an id proves nothing, so the overlap reaches back to one with an id.
  return offset + (fetched > 1 ? Math.max(1, fetched - 1 - skipped) : fetched);
}
