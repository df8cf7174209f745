import { type InfiniteData, useInfiniteQuery, type QueryClient } from "@tanstack/solid-query";
import { type Accessor, createEffect, createMemo, createSignal, on, untrack } from "solid-js";
import {
  decideRead,
  findNewest,
  hasOldPage,
  joinPages,
  nextPlace,
  PageOf,
  type PagePlace,
} from "./pages.ts";
import { dataOf } from "./read.ts";

const staleAfterMs = 30_000;

interface Paged {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

/** A list with its cache key. `read` reads the page after a cursor; an empty cursor means the first page. */
export interface PagedQuery<A extends Paged> {
  readonly queryKey: readonly unknown[];
  readonly read: (cursor: string, signal: AbortSignal) => Promise<A>;
}

/**
 * A long list, read page by page. The component reports the rows on the screen with `show`. After an event, only the
 * pages of these rows are read again; the other pages when they come to the screen. So an event costs one or two
 * requests, however far a person has scrolled.
 */
export function usePagedList<A extends Paged>(query: Accessor<PagedQuery<A>>) {
  type Pages = InfiniteData<PageOf<A>, PagePlace>;
  const [shown, show] = createSignal<readonly string[]>([]);
  let onScreen: ReadonlySet<number> = new Set([0]);

  const list = useInfiniteQuery(() => {
    const { queryKey, read } = query();
    return {
      queryKey,
      queryFn: async (context: {
        readonly client: QueryClient;
        readonly pageParam: PagePlace;
        readonly signal: AbortSignal;
      }): Promise<PageOf<A>> => {
        const place = context.pageParam;
        const state = context.client.getQueryState<Pages>(queryKey);
        const known = state?.data?.pages[place.index];
        const at = Date.now();
        if (state !== undefined && known !== undefined) {
          const isOnScreen = onScreen.has(place.index);
          const { isInvalidated } = state;
          const next = decideRead(known, { place, isOnScreen, isInvalidated, at, staleAfterMs });
          if (next !== "read")
            return next === "old" ? new PageOf(known.answer, known, true) : known;
        }
        const answer = await read(place.cursor, context.signal);
        return new PageOf(answer, { cursor: place.cursor, readAt: at });
      },
      initialPageParam: { index: 0, cursor: "" },
      getNextPageParam: (_page: PageOf<A>, pages: readonly PageOf<A>[]) => nextPlace(pages),
      // A comparison of all rows of all pages would block the page. Rows keep their elements by their ids.
      reconcile: false as const,
    };
  });

  const pages = createMemo(() => dataOf(list)?.pages);
  const joined = createMemo(() => joinPages(pages() ?? []));
  createEffect(
    on([shown, joined], ([ids, { pageOf }]) => {
      const indexes = ids.flatMap((id) => pageOf.get(id) ?? []);
      onScreen = new Set(indexes.length === 0 ? [0] : indexes);
      // A read in progress ends with new pages, so this effect runs again.
      if (untrack(() => list.isFetching)) return;
      if (hasOldPage(untrack(pages) ?? [], onScreen)) void list.refetch();
    }),
  );

  return {
    /** The state of the read, for errors and for the first read. */
    list,
    /** All rows that were read; undefined before the first answer. */
    rows: (): A["items"][number][] | undefined =>
      pages() === undefined ? undefined : joined().rows,
    /** The page that was read last. Its totals are the newest. */
    newest: createMemo(() => findNewest(pages() ?? [])?.answer),
    /** Reports the ids of the rows on the screen. */
    show,
    /** Reads the next page, unless another read is in progress. */
    readMore: (): void => {
      // A second read would replace the first, and the pages of the first would stay old.
      if (list.hasNextPage && !list.isFetching) void list.fetchNextPage();
    },
    isReadingMore: () => list.isFetchingNextPage,
  };
}
