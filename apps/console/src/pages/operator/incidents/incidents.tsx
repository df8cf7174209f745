import { useInfiniteQuery, useQuery } from "@tanstack/solid-query";
import Siren from "lucide-solid/icons/siren";
import { For, Show } from "solid-js";
import type { Incident } from "../../../api/types.ts";
import { problemQueries } from "../../../api/problem-queries.ts";
import { Countdown } from "../../../parts/incident-banner.tsx";
import { Page } from "../../../shell/page.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { More } from "../../../ui/more.tsx";
import { countOf, formatCount } from "../../../ui/numbers.ts";
import { formatSpan } from "../../../ui/relative-time.ts";
import { StateBadge } from "../../../ui/state.tsx";
import { pageNow, Time } from "../../../ui/time.tsx";
import { wordForVerdict } from "../../../words.ts";
import "./incidents.css";

/** Many connections failing for one cause: what is open, and what was. */
export default function Incidents() {
  const open = useQuery(() => problemQueries.openIncidents());
  const closed = useInfiniteQuery(() => problemQueries.closedIncidents());
  const headline = () => {
    if (!open.isSuccess) return "Incidents";
    const [first, ...others] = open.data.items;
    if (first === undefined) return "No incident is open";
    return others.length === 0 ? first.title : `${open.data.items.length} incidents are open`;
  };
  return (
    <Page
      headline={headline()}
      below="One cause, one alert. While an incident is open, states are kept and no customer is mailed; it closes by itself."
      width="reading"
    >
      <Loaded read={open} label="Reading the incidents" rows={4}>
        {(page) => (
          <Show
            when={page().items.length > 0}
            fallback={
              <Card>
                <Empty icon={<Siren size={18} />} title="Nothing fails for everybody">
                  Should Planhat, or the way to it, fail many connections at once, it appears here
                  as one incident.
                </Empty>
              </Card>
            }
          >
            <For each={page().items}>{(incident) => <OpenIncident incident={incident} />}</For>
          </Show>
        )}
      </Loaded>
      <Card title="Closed" flush>
        <Loaded read={closed} label="Reading the closed ones" rows={4}>
          {(found) => (
            <Show
              when={found().pages.some(({ items }) => items.length > 0)}
              fallback={<Empty title="None so far" />}
            >
              <ul data-incidents>
                <For each={found().pages.flatMap(({ items }) => items)}>
                  {(incident) => <ClosedIncident incident={incident} />}
                </For>
              </ul>
              <More
                has={closed.hasNextPage}
                busy={closed.isFetchingNextPage}
                onMore={() => void closed.fetchNextPage()}
              />
            </Show>
          )}
        </Loaded>
      </Card>
    </Page>
  );
}

/** Whose trouble it is, in a word. */
function faultWord(incident: Incident): string {
  return incident.fault === "ours" ? "On our side" : "On Planhat’s side";
}

function OpenIncident(props: { incident: Incident }) {
  const incident = () => props.incident;
  return (
    <article id={incident().id} data-open-incident data-tone="busy">
      <header>
        <h2>{incident().title}</h2>
        <StateBadge tone="busy" turning>
          {wordForVerdict(incident().kind).word}
        </StateBadge>
      </header>
      <p>{incident().explanation}</p>
      <dl>
        <Figure name="Host" value={incident().host ?? "all of them"} />
        <Figure name="Whose" value={faultWord(incident())} />
        <div>
          <dt>Since</dt>
          <dd>
            <Time at={incident().openedAt} show="clock" />{" "}
            <small>{formatSpan(pageNow().getTime() - Date.parse(incident().openedAt))}</small>
          </dd>
        </div>
        <Figure name="Connections" value={formatCount(incident().connections)} />
        <Figure name="Checks postponed" value={formatCount(incident().checksPostponed)} />
        <div>
          <dt>Next look</dt>
          <dd>
            <Show when={incident().nextLookAt} fallback="none planned">
              {(at) => <Countdown to={at()} />}
            </Show>
          </dd>
        </div>
      </dl>
    </article>
  );
}

function Figure(props: { name: string; value: string }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}

function ClosedIncident(props: { incident: Incident }) {
  const took = () =>
    props.incident.closedAt === null
      ? ""
      : formatSpan(Date.parse(props.incident.closedAt) - Date.parse(props.incident.openedAt));
  return (
    <li id={props.incident.id}>
      <div>
        <b>{props.incident.title}</b>
        <small>
          {faultWord(props.incident)}, {countOf(props.incident.connections, "connection")},{" "}
          {countOf(props.incident.checksPostponed, "check")} postponed
        </small>
      </div>
      <span data-figures>{took()}</span>
      <Time at={props.incident.openedAt} show="clock" />
    </li>
  );
}
