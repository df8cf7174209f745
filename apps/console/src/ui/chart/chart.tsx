import { createEffect, createSignal, createUniqueId, For, on, onCleanup, Show } from "solid-js";
import type { ChartData } from "./chart-data.ts";
import type { drawChart, DrawnChart } from "./draw-chart.ts";
import { createThemeCount } from "./theme-count.ts";
import "./chart.css";

/**
 * A chart with a legend, a reading line for the marked period, and a table with the same values. Pointer, touch and the
 * arrow keys mark a period. The code that draws is loaded when the first chart appears.
 */
export function Chart(props: { label: string; data: ChartData; height?: number }) {
  const id = createUniqueId();
  const [host, setHost] = createSignal<HTMLDivElement>();
  const [draw, setDraw] = createSignal<typeof drawChart>();
  const [marked, setMarked] = createSignal<number>();
  const themeCount = createThemeCount();
  let drawn: DrawnChart | undefined;

  void import("./draw-chart.ts").then(
    (loaded) => setDraw(() => loaded.drawChart),
    // Without the code of the drawing, the table still shows all values.
    () => undefined,
  );

  createEffect(
    on([host, draw, () => props.data, themeCount], ([element, drawing, data]) => {
      if (element === undefined || drawing === undefined) return;
      const chart = drawing(element, data, props.height ?? 150);
      drawn = chart;
      const follow = (event: PointerEvent): void => {
        const left = event.clientX - chart.over.getBoundingClientRect().left;
        setMarked(chart.periodAt(left));
      };
      chart.over.addEventListener("pointermove", follow);
      chart.over.addEventListener("pointerdown", follow);
      chart.over.addEventListener("pointerleave", (event) => {
        if (event.pointerType === "mouse") setMarked(undefined);
      });
      chart.mark(marked());
      onCleanup(chart.remove);
    }),
  );
  createEffect(() => drawn?.mark(marked()));

  function move(event: KeyboardEvent): void {
    const last = props.data.periods.length - 1;
    const from = marked();
    const to: Readonly<Record<string, number | undefined>> = {
      ArrowLeft: Math.max(0, (from ?? last + 1) - 1),
      ArrowRight: Math.min(last, (from ?? last - 1) + 1),
      Home: 0,
      End: last,
    };
    if (event.key === "Escape") setMarked(undefined);
    else if (to[event.key] === undefined) return;
    else setMarked(to[event.key]);
    event.preventDefault();
  }

  return (
    <figure data-chart aria-labelledby={id}>
      <figcaption>
        <span id={id} data-unseen>
          {props.label}
        </span>
        <Reading data={props.data} marked={marked()} />
      </figcaption>
      {/* A chart has no role of its own; a group with a name is read with its reading line. */}
      <div
        ref={setHost}
        data-plot
        role="group"
        aria-label={`${props.label}: chart. The arrow keys go through its periods.`}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- The arrow keys work on it.
        tabindex="0"
        onKeyDown={move}
        onBlur={() => setMarked(undefined)}
        style={{ "--plot-height": `${props.height ?? 150}px` }}
      />
      <ChartTable label={props.label} data={props.data} />
    </figure>
  );
}

/** The legend. If a period is marked, the legend also shows the values of this period. */
function Reading(props: { data: ChartData; marked: number | undefined }) {
  const valueOf = (values: readonly (number | null)[]) => {
    const value = props.marked === undefined ? undefined : values[props.marked];
    if (value === undefined) return undefined;
    return value === null ? "not known" : props.data.tellValue(value);
  };
  return (
    <div data-chart-reading aria-live="polite">
      <span data-chart-reading-period>
        {props.marked === undefined ? "" : props.data.periods[props.marked]?.name}
      </span>
      {/* With one line, the title already says what the values are. */}
      <Show when={props.data.lines.length > 1 || props.marked !== undefined}>
        <For each={props.data.lines}>
          {(line) => (
            <span data-line-key>
              <i style={{ "--line-colour": `var(${line.colour})` }} />
              {line.label}
              <Show when={valueOf(line.values)}>{(value) => <b data-figures>{value()}</b>}</Show>
            </span>
          )}
        </For>
      </Show>
    </div>
  );
}

/** The values as a table, newest first. */
function ChartTable(props: { label: string; data: ChartData }) {
  const [isOpen, setIsOpen] = createSignal(false);
  const newestFirst = () => props.data.periods.map((period, at) => ({ period, at })).toReversed();
  return (
    <details data-chart-table onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        Table<span data-unseen> of {props.label}</span>
      </summary>
      <Show when={isOpen()}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- The keyboard must scroll it. */}
        <div tabindex="0" role="region" aria-label={`${props.label}: table`}>
          <table data-figures>
            <thead>
              <tr>
                <th scope="col">Period</th>
                <For each={props.data.lines}>{(line) => <th scope="col">{line.label}</th>}</For>
              </tr>
            </thead>
            <tbody>
              <For each={newestFirst()}>
                {({ period, at }) => (
                  <tr>
                    <th scope="row">{period.name}</th>
                    <For each={props.data.lines}>
                      {({ values }) => {
                        const value = values[at] ?? null;
                        return <td>{value === null ? "–" : props.data.tellValue(value)}</td>;
                      }}
                    </For>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </Show>
    </details>
  );
}
