/**
 * Rows of a long list that are worth having in the page: those on the screen and a few around them. The page itself
 * scrolls; what is left out is held open by padding. Rows have one height, so that a place is found by arithmetic.
 */
import { type Accessor, createSignal, onCleanup, onMount } from "solid-js";

export interface RowRange {
  /** First row, inclusive. */
  readonly from: number;
  /** Last row, exclusive. */
  readonly to: number;
}

/** The rows between `top` and `bottom`, in pixels from the list's beginning, and `spare` more on both sides. */
export function findRange(view: {
  readonly top: number;
  readonly bottom: number;
  readonly rowHeight: number;
  readonly count: number;
  readonly spare: number;
}): RowRange {
  const { top, bottom, rowHeight, count, spare } = view;
  const from = Math.min(count, Math.max(0, Math.floor(top / rowHeight) - spare));
  const to = Math.min(count, Math.max(from, Math.ceil(bottom / rowHeight) + spare));
  return { from, to };
}

const spareRows = 12;

/** Follows the page's scrolling; `list` is the element that holds the rows. */
export function createRowWindow(options: {
  readonly list: () => HTMLElement | undefined;
  readonly count: Accessor<number>;
  readonly rowHeight: Accessor<number>;
}) {
  const [edges, setEdges] = createSignal({ top: 0, bottom: 1_200 });

  function measure(): void {
    const list = options.list();
    if (list === undefined) return;
    const top = -list.getBoundingClientRect().top;
    setEdges({ top, bottom: top + window.innerHeight });
  }

  onMount(() => {
    measure();
    const stop = new AbortController();
    for (const name of ["scroll", "resize"])
      window.addEventListener(name, measure, { passive: true, signal: stop.signal });
    onCleanup(() => stop.abort());
  });

  const range = () =>
    findRange({
      ...edges(),
      rowHeight: options.rowHeight(),
      count: options.count(),
      spare: spareRows,
    });

  /** Brings a row onto the screen, clear of what lies over the page's edges. */
  function reveal(row: number): void {
    const list = options.list();
    if (list === undefined) return;
    const clearance = 96;
    const top = list.getBoundingClientRect().top + row * options.rowHeight();
    const bottom = top + options.rowHeight();
    if (top < clearance) window.scrollBy(0, top - clearance);
    else if (bottom > window.innerHeight - clearance)
      window.scrollBy(0, bottom - window.innerHeight + clearance);
    measure();
  }

  return { range, reveal };
}
