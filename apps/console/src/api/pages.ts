/** The pages of a long list. After an event, only the pages on the screen are read again. Pure. */

interface Answer {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

/**
 * A page as it was read, with the cursor after which it begins. `isOld` is true if an event came later, while the page
 * was not on the screen. A class, because Solid's stores walk through all plain objects at each change.
 */
export class PageOf<A extends Answer> {
  readonly answer: A;
  readonly cursor: string;
  /** Milliseconds since 1970. */
  readonly readAt: number;
  readonly isOld: boolean;

  constructor(
    answer: A,
    read: { readonly cursor: string; readonly readAt: number },
    isOld = false,
  ) {
    this.answer = answer;
    this.cursor = read.cursor;
    this.readAt = read.readAt;
    this.isOld = isOld;
  }
}

/** The place of a page in the list, and the cursor after which it must begin now. */
export interface PagePlace {
  readonly index: number;
  readonly cursor: string;
}

/** The page after the pages read so far. Undefined if the last page ends the list. */
export function nextPlace<A extends Answer>(pages: readonly PageOf<A>[]): PagePlace | undefined {
  const cursor = pages.at(-1)?.answer.nextCursor ?? null;
  return cursor === null ? undefined : { index: pages.length, cursor };
}

/**
 * What a new read of the list does with a page: `read` it again, `keep` it, or keep it and say that it is `old`. An old
 * page is read when it comes to the screen.
 */
export function decideRead<A extends Answer>(
  page: PageOf<A>,
  now: {
    readonly place: PagePlace;
    readonly isOnScreen: boolean;
    /** Whether an event touched the list since the last read. */
    readonly isInvalidated: boolean;
    readonly at: number;
    readonly staleAfterMs: number;
  },
): "read" | "keep" | "old" {
  if (!now.isOnScreen) return now.isInvalidated ? "old" : "keep";
  const isStale = now.at - page.readAt >= now.staleAfterMs;
  return now.isInvalidated || isStale || isBehind(page, now.place.cursor) ? "read" : "keep";
}

/** Whether a page on the screen is old, or does not begin where the page before it ends. */
export function hasOldPage<A extends Answer>(
  pages: readonly PageOf<A>[],
  onScreen: ReadonlySet<number>,
): boolean {
  return [...onScreen].some((index) => {
    const page = pages[index];
    return page !== undefined && isBehind(page, pages[index - 1]?.answer.nextCursor ?? "");
  });
}

function isBehind<A extends Answer>(page: PageOf<A>, cursor: string): boolean {
  return page.isOld || page.cursor !== cursor;
}

/**
 * The rows of all pages, and the page of each row by its id. Pages that were read at different times may both contain a
 * row. Then the row of the page that was read last counts.
 */
export function joinPages<A extends Answer>(
  pages: readonly PageOf<A>[],
): { readonly rows: A["items"][number][]; readonly pageOf: ReadonlyMap<string, number> } {
  const pageOf = new Map<string, number>();
  for (const [index, { answer, readAt }] of pages.entries())
    for (const { id } of answer.items) {
      const known = pages[pageOf.get(id) ?? -1];
      if (known === undefined || known.readAt < readAt) pageOf.set(id, index);
    }
  const rows = pages.flatMap(({ answer }, index) =>
    answer.items.filter(({ id }) => pageOf.get(id) === index),
  );
  return { rows, pageOf };
}

/** The page that was read last. Its totals are the newest. */
export function findNewest<A extends Answer>(pages: readonly PageOf<A>[]): PageOf<A> | undefined {
  let newest = pages[0];
  for (const page of pages) if (newest === undefined || page.readAt > newest.readAt) newest = page;
  return newest;
}
