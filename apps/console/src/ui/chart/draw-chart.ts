/** Draws a chart with uPlot. This file is loaded on demand, because uPlot is larger than a page. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { ChartData } from "./chart-data.ts";

export interface DrawnChart {
  /** The number of the period at this distance from the left edge of the plot, in CSS pixels. */
  periodAt: (left: number) => number;
  /** Marks a period; undefined marks none. */
  mark: (period: number | undefined) => void;
  /** The element that receives the pointer. */
  readonly over: HTMLElement;
  remove: () => void;
}

const axisSize = { x: 26, y: 46 } as const;
const font = "11.5px 'Inter Variable', system-ui, sans-serif";

/** Draws into `host`. Colours are read from the stylesheet, so the chart must be drawn again when the theme changes. */
export function drawChart(host: HTMLElement, data: ChartData, height: number): DrawnChart {
  const colour = (name: string) => readColour(host, name);
  const middles = data.periods.map(({ from, to }) => (from.getTime() + to.getTime()) / 2 / 1000);
  const begin = (data.periods[0]?.from.getTime() ?? 0) / 1000;
  const end = (data.periods.at(-1)?.to.getTime() ?? 1) / 1000;
  const lines = data.kind === "stacked bars" ? stack(data) : data.lines;
  const chart = new uPlot(
    {
      width: host.clientWidth,
      height,
      padding: [6, 0, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false, setScale: false },
        points: { show: data.kind === "lines", size: 7 },
        bind: unbound,
      },
      scales: {
        x: { time: true, range: () => [begin, end] },
        y: { range: (_chart, _min, max) => [0, Math.max(max * 1.06, data.least)] },
      },
      axes: [
        {
          stroke: colour("--ink-3"),
          font,
          size: axisSize.x,
          gap: 6,
          grid: { show: false },
          ticks: { show: false },
          space: 64,
          incrs: [...data.tickSeconds],
          values: (_chart, ticks) => ticks.map((at) => data.nameTick(new Date(at * 1000))),
        },
        {
          stroke: colour("--ink-3"),
          font,
          size: axisSize.y,
          gap: 6,
          space: 34,
          grid: { stroke: colour("--line"), width: 1 },
          ticks: { show: false },
          ...(data.isWhole ? { incrs: wholeSteps } : {}),
          values: (_chart, ticks) => ticks.map((value) => data.nameValue(value)),
        },
      ],
      series: [
        {},
        ...lines.map(({ colour: name }) =>
          data.kind === "lines"
            ? lineStyle(colour(name))
            : barStyle(colour(name), colour("--surface")),
        ),
      ],
    },
    [middles, ...lines.map(({ values }) => [...values])],
    host,
  );
  const observer = new ResizeObserver(() => {
    if (host.clientWidth > 0) chart.setSize({ width: host.clientWidth, height });
  });
  observer.observe(host);
  return {
    periodAt: (left) => chart.posToIdx(left),
    mark: (period) => {
      const at = period === undefined ? undefined : middles[period];
      chart.setCursor({ left: at === undefined ? -10 : chart.valToPos(at, "x"), top: 0 });
    },
    over: chart.over,
    remove: () => {
      observer.disconnect();
      chart.destroy();
    },
  };
}

/** The component handles pointers and keys in one place, so uPlot handles none. */
const ignore = () => null;
const unbound: uPlot.Cursor.Bind = {
  mousedown: ignore,
  mouseup: ignore,
  click: ignore,
  dblclick: ignore,
  mousemove: ignore,
  mouseleave: ignore,
  mouseenter: ignore,
};

const wholeSteps = Array.from({ length: 12 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();

/** The sum of each line and the lines below it. The highest sum is drawn first, so that the lower ones cover it. */
function stack({ lines }: ChartData): ChartData["lines"] {
  const sums = lines.map((line, at) => ({
    ...line,
    values: line.values.map((value, period) =>
      // A bar without height would still draw its border over the axis.
      value === null || value === 0
        ? null
        : lines.slice(0, at + 1).reduce((sum, { values }) => sum + (values[period] ?? 0), 0),
    ),
  }));
  return sums.toReversed();
}

function barStyle(fill: string, surface: string): uPlot.Series {
  const paths = uPlot.paths.bars?.({ size: [0.82, 44], radius: 0.08 });
  return { fill, stroke: surface, width: 1, points: { show: false }, ...(paths && { paths }) };
}

function lineStyle(stroke: string): uPlot.Series {
  return { stroke, width: 2, spanGaps: false, points: { show: true, size: 5, fill: stroke } };
}

/**
 * The colour of a token of the stylesheet. A canvas cannot read `var()` or `light-dark()`. A new element is used,
 * because the colour of an old one could be in a transition.
 */
function readColour(host: HTMLElement, name: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
