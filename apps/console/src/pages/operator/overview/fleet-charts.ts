/** The charts of all connections together: which values they show, and in which form. Pure. */
import type { VerdictKind } from "@churned/domain/verdict";
import type { Series } from "../../../api/types.ts";
import type { ChartData, ChartLine } from "../../../ui/chart/chart-data.ts";
import { countOf, formatCount, formatRounded } from "../../../ui/numbers.ts";
import { formatDuration } from "../../../ui/relative-time.ts";
import { type VerdictGroup, verdictGroupOf, verdictGroups } from "./verdict-groups.ts";
import { namePeriod, nameTick, nameTime, ticksOf } from "./period-names.ts";

type Figures = NonNullable<Series["periods"][number]["figures"]>;

export interface FleetChart {
  readonly title: string;
  /** The number of the range in large type, with words beside it. */
  readonly figure: string;
  readonly beside: string;
  readonly data: ChartData;
}

export function makeFleetCharts(series: Series, now: Date): readonly FleetChart[] {
  const { range, periods, periodMs, whole } = series;
  const pick = (read: (figures: Figures) => number | null) =>
    periods.map(({ figures }) => (figures === null ? null : read(figures)));
  const form = (
    kind: ChartData["kind"],
    lines: readonly ChartLine[],
    more: Spelling,
  ): ChartData => ({
    kind,
    lines,
    periods: periods.map(({ at }) => namePeriod(at, periodMs, now)),
    tickSeconds: ticksOf[range],
    nameTick: (at) => nameTick(range, at),
    ...more,
  });
  const sumOf = (read: (figures: Figures) => number | null) =>
    pick(read).reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const latest = periods.findLast(({ figures }) => figures?.freshness != null)?.figures?.freshness;
  const waits = pick(({ oldestWaitMs }) => oldestWaitMs).flatMap((wait) => wait ?? []);
  // Exactly what was counted: the range may have begun before the first count.
  const begin = periods.find(({ figures }) => figures !== null)?.at;
  const words = begin === undefined ? "so far" : `since ${nameTime(begin)}`;
  return [
    {
      title: "Checks by verdict",
      figure: formatRounded(sumOf(countChecks)),
      beside: `checks ${words}`,
      data: form(
        "stacked bars",
        verdictGroups.map(({ group, label, colour }) => ({
          label,
          colour,
          values: pick((figures) => checkCount(figures, group)),
        })),
        counts,
      ),
    },
    {
      title: "Time from Save to verdict",
      figure: whole.p95Ms === null ? "No Save" : formatDuration(whole.p95Ms),
      beside: whole.p95Ms === null ? words : `for 95 % of ${countOf(whole.saves, "Save")} ${words}`,
      data: form(
        "lines",
        [
          { label: "Median", colour: "--accent", values: pick(({ medianMs }) => medianMs) },
          { label: "95 %", colour: "--warn", values: pick(({ p95Ms }) => p95Ms) },
        ],
        durations,
      ),
    },
    {
      title: "Freshness",
      figure: latest == null ? "Not measured" : formatRounded(latest.past),
      beside: latest == null ? words : "past their promise when last measured",
      data: form(
        "stacked bars",
        [
          {
            label: "Within the promise",
            colour: "--chart-ok",
            values: pick(({ freshness }) => freshness?.within ?? null),
          },
          {
            label: "Near its end",
            colour: "--warn",
            values: pick(({ freshness }) => freshness?.near ?? null),
          },
          {
            label: "Past it",
            colour: "--bad",
            values: pick(({ freshness }) => freshness?.past ?? null),
          },
        ],
        counts,
      ),
    },
    {
      title: "Records landed",
      figure: formatRounded(sumOf(({ records }) => records)),
      beside: `new or changed ${words}`,
      data: form(
        "stacked bars",
        [
          {
            label: "By the end of their stream",
            colour: "--accent",
            values: pick(({ records }) => records),
          },
        ],
        counts,
      ),
    },
    {
      title: "Calls to Planhat",
      figure: formatRounded(sumOf(({ calls }) => calls)),
      beside: words,
      data: form(
        "stacked bars",
        [{ label: "Calls", colour: "--accent", values: pick(({ calls }) => calls) }],
        counts,
      ),
    },
    {
      title: "Oldest waiting work",
      figure: waits.length === 0 ? "Not measured" : formatDuration(Math.max(...waits)),
      beside: waits.length === 0 ? words : `the longest wait ${words}`,
      data: form(
        "stacked bars",
        [
          {
            label: "Longest wait",
            colour: "--busy",
            values: pick(({ oldestWaitMs }) => oldestWaitMs),
          },
        ],
        durations,
      ),
    },
  ];
}

type Spelling = Pick<ChartData, "least" | "isWhole" | "nameValue" | "tellValue">;

const compact = new Intl.NumberFormat("en", { notation: "compact" });
const counts: Spelling = {
  least: 1,
  isWhole: true,
  nameValue: (value) => compact.format(value),
  tellValue: formatCount,
};
const durations: Spelling = {
  least: 1_000,
  isWhole: false,
  nameValue: formatDuration,
  tellValue: formatDuration,
};

const checkCount = (figures: Figures, group: VerdictGroup) =>
  (Object.entries(figures.checks) as [VerdictKind, number][]).reduce(
    (sum, [kind, count]) => sum + (verdictGroupOf(kind) === group ? count : 0),
    0,
  );

const countChecks = ({ checks }: Figures) =>
  Object.values(checks).reduce((sum, count) => sum + count, 0);
