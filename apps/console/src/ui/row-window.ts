import { createWindowVirtualizer } from "@tanstack/solid-virtual";
import {
  type Accessor,
  createEffect,
  createSignal,
  type JSX,
  on,
  onCleanup,
  onMount,
} from "solid-js";

/** Rows beyond the screen that are in the page too, on both sides. */
const spareRows = 12;
/** What lies over the page's edges: a revealed row stays clear of it. */
const clearancePx = 96;

/**
 * Which rows of a long list are in the page: those on the screen and a few around them. The page itself scrolls; padding
 * takes the room of the others. Rows have one height. `list` is the element that holds the rows.
 */
export function createRowWindow(options: {
  readonly list: () => HTMLElement | undefined;
  readonly count: Accessor<number>;
  readonly rowHeight: Accessor<number>;
}) {
  const [listTop, setListTop] = createSignal(0);
  const virtualizer = createWindowVirtualizer({
    get count() {
      return options.count();
    },
    get estimateSize() {
      const height = options.rowHeight();
      return () => height;
    },
    get scrollMargin() {
      return listTop();
    },
    overscan: spareRows,
    scrollPaddingStart: clearancePx,
    scrollPaddingEnd: clearancePx,
  });

  // A height that was measured before stays known otherwise.
  createEffect(on(options.rowHeight, () => virtualizer.measure(), { defer: true }));

  /** Where the list begins on the page. What stands before it comes and goes. */
  function measureTop(): void {
    const list = options.list();
    if (list !== undefined) setListTop(list.getBoundingClientRect().top + window.scrollY);
  }
  onMount(() => {
    measureTop();
    const observer = new ResizeObserver(measureTop);
    observer.observe(document.body);
    onCleanup(() => observer.disconnect());
  });

  /** The first row in the page, inclusive, and the last one, exclusive. */
  function range(): { readonly from: number; readonly to: number } {
    const items = virtualizer.getVirtualItems();
    const from = items[0]?.index ?? 0;
    return { from, to: Math.min(options.count(), (items.at(-1)?.index ?? -1) + 1) };
  }

  return {
    range,
    /** For the list: the room of the rows that are not in the page. */
    style: (): JSX.CSSProperties => ({
      "padding-top": `${range().from * options.rowHeight()}px`,
      "padding-bottom": `${(options.count() - range().to) * options.rowHeight()}px`,
      // The browser would hold on to a row that is leaving the page, and scroll with it.
      "overflow-anchor": "none",
    }),
    /** Brings a row onto the screen. */
    reveal: (row: number): void => {
      measureTop();
      virtualizer.scrollToIndex(row);
    },
  };
}
