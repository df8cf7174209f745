import { type SeriesRange, seriesRangeNames } from "@churned/domain/series";
import { A, useSearchParams } from "@solidjs/router";
import { useQuery } from "@tanstack/solid-query";
import { createMemo, For, Show, untrack } from "solid-js";
import { inboxQueries } from "../../../api/inbox-queries.ts";
import { queries } from "../../../api/queries.ts";
import { dataOf } from "../../../api/read.ts";
import type { Series } from "../../../api/types.ts";
import { Loaded } from "../../../shell/loaded.tsx";
import { Page } from "../../../shell/page.tsx";
import { Card } from "../../../ui/card.tsx";
import { Chart } from "../../../ui/chart/chart.tsx";
import { nothing } from "../../../ui/numbers.ts";
import { pageNow, Time } from "../../../ui/time.tsx";
import { IncidentBanner } from "../../shared/incident-banner.tsx";
import { tellConnected } from "../needs-someone/tell-connected.ts";
import { type FleetChart, makeFleetCharts } from "./fleet-charts.ts";
import { tellFleet } from "./fleet-sentence.ts";
import { NeededCard } from "./needed-card.tsx";
import { WaitingCard } from "./waiting-card.tsx";
import "./overview.css";

const rangeLabels: Readonly<Record<SeriesRange, string>> = {
  hour: "Hour",
  day: "Day",
  week: "Week",
  month: "Month",
};

/** The operators' first page: how all connections are, what needs a person, and the figures over time. */
export default function Overview() {
  const [search, setSearch] = useSearchParams<{ range?: string }>();
  const range = () => seriesRangeNames.find((name) => name === search.range) ?? "day";
  const series = useQuery(() => queries.series(range()));
  const needed = useQuery(() => inboxQueries.first());
  const incidents = useQuery(() => inboxQueries.openIncidents());
  const connected = useQuery(() => queries.connectionCount("connected"));
  const all = useQuery(() => queries.connectionCount());
  const headline = () =>
    tellFleet({
      needed: dataOf(needed)?.causes.reduce((sum, { count }) => sum + count, 0),
      all: dataOf(all),
      incidents: dataOf(incidents)?.items.length,
    });
  return (
    <Page
      headline={headline()}
      below={
        <Show when={dataOf(connected) !== undefined && dataOf(all) !== undefined}>
          {tellConnected(connected.data ?? nothing, all.data ?? nothing)}
        </Show>
      }
      actions={<RangeChoice range={range()} onChange={(next) => setSearch({ range: next })} />}
    >
      <IncidentBanner />
      <div data-overview-lists>
        <NeededCard needed={needed} />
        <WaitingCard />
      </div>
      <Loaded read={series} label="Reading the figures" rows={6}>
        {(found) => <FleetCharts series={found()} />}
      </Loaded>
    </Page>
  );
}

function RangeChoice(props: { range: SeriesRange; onChange: (range: SeriesRange) => void }) {
  return (
    <fieldset data-segments>
      <legend data-unseen>Time of the charts</legend>
      <For each={seriesRangeNames}>
        {(range) => (
          <label>
            <input
              type="radio"
              name="range"
              checked={props.range === range}
              onChange={() => props.onChange(range)}
            />
            {rangeLabels[range]}
          </label>
        )}
      </For>
    </fieldset>
  );
}

/** The charts. Each keeps its element, marked period and open table when newer figures come. */
function FleetCharts(props: { series: Series }) {
  // Newer figures bring newer names. The clock alone must not draw all charts again.
  const charts = createMemo<readonly FleetChart[]>(() =>
    makeFleetCharts(props.series, untrack(pageNow)),
  );
  const titles = createMemo(() => charts().map(({ title }) => title), [], {
    equals: (before, next) => before.join() === next.join(),
  });
  return (
    <section aria-label="Figures over time" data-fleet>
      <For each={titles()}>
        {(title, at) => (
          <Card title={title}>
            <p data-fleet-figure>
              <b data-figures>{charts()[at()]?.figure}</b> {charts()[at()]?.beside}
            </p>
            <Show when={charts()[at()]?.data}>
              {(data) => <Chart label={title} data={data()} />}
            </Show>
          </Card>
        )}
      </For>
      <p data-fleet-note>
        <Show when={props.series.keptAt} fallback="A worker has not counted any figures yet.">
          {(at) => (
            <>
              Counted <Time at={at()} />; times in your time zone.
            </>
          )}
        </Show>{" "}
        <A href="/incidents">Open and past incidents</A>
      </p>
    </section>
  );
}
