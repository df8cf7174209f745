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

/** How many rows are rendered above and below the visible rows. */
const spareRows = 12;
/**
 * The bars at the edges cover a part of the page. A row that is scrolled into view stays this far away from the
 * edges.
 */
const clearancePx = 96;

/**
 * Renders only the visible rows of a long list, and a few rows around them. The page itself scrolls. Padding takes
 * the space of all other rows. All rows have the same height. `list` is the element that contains the rows.
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

  // Without this, the virtualizer would keep the heights that it measured before the change.
  createEffect(on(options.rowHeight, () => virtualizer.measure(), { defer: true }));

  /** Where the list begins on the page. It moves when content above it appears or disappears. */
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

  /** The rendered rows: `from` is included, `to` is not. */
  function range(): { readonly from: number; readonly to: number } {
    const items = virtualizer.getVirtualItems();
    const from = items[0]?.index ?? 0;
    return { from, to: Math.min(options.count(), (items.at(-1)?.index ?? -1) + 1) };
  }

  return {
    range,
    /** Styles for the list: padding in place of the rows that are not rendered. */
    style: (): JSX.CSSProperties => ({
      "padding-top": `${range().from * options.rowHeight()}px`,
      "padding-bottom": `${(options.count() - range().to) * options.rowHeight()}px`,
      // Scroll anchoring would follow a row that is being removed, and move the page.
      "overflow-anchor": "none",
    }),
    /** Scrolls a row into view. */
    reveal: (row: number): void => {
      measureTop();
      virtualizer.scrollToIndex(row);
    },
  };
}
