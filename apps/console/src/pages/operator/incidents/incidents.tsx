import { A } from "@solidjs/router";
import { useInfiniteQuery, useQuery } from "@tanstack/solid-query";
import Siren from "lucide-solid/icons/siren";
import { For, Show } from "solid-js";
import type { Incident } from "../../../api/types.ts";
import { inboxQueries } from "../../../api/inbox-queries.ts";
import { dataOf } from "../../../api/read.ts";
import { Page } from "../../../shell/page.tsx";
import { LinkButton } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { More } from "../../../ui/more.tsx";
import { countOf } from "../../../ui/numbers.ts";
import { StateBadge } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { wordForVerdict } from "../../shared/words.ts";
import { faultWord, IncidentFigures, spanOf } from "./incident-figures.tsx";
import "./incidents.css";

/** Open and closed incidents. */
export default function Incidents() {
  const open = useQuery(() => inboxQueries.openIncidents());
  const closed = useInfiniteQuery(() => inboxQueries.closedIncidents());
  const headline = () => {
    const known = dataOf(open);
    if (known === undefined) return "Incidents";
    const [first, ...others] = known.items;
    if (first === undefined) return "No incident is open";
    return others.length === 0 ? first.title : `${known.items.length} incidents are open`;
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

function OpenIncident(props: { incident: Incident }) {
  return (
    <article id={props.incident.id} data-open-incident data-tone="busy">
      <header>
        <h2>
          <A href={`/incidents/${props.incident.id}`}>{props.incident.title}</A>
        </h2>
        <StateBadge tone="busy" turning>
          {wordForVerdict(props.incident.kind).word}
        </StateBadge>
      </header>
      <p>{props.incident.explanation}</p>
      <IncidentFigures incident={props.incident} />
      <footer>
        <LinkButton href={`/incidents/${props.incident.id}`}>
          See its {countOf(props.incident.connections, "connection")}
        </LinkButton>
      </footer>
    </article>
  );
}

function ClosedIncident(props: { incident: Incident }) {
  return (
    <li id={props.incident.id}>
      <div>
        <A href={`/incidents/${props.incident.id}`}>{props.incident.title}</A>
        <small>
          {faultWord(props.incident)}, {countOf(props.incident.connections, "connection")},{" "}
          {countOf(props.incident.checksPostponed, "check")} postponed
        </small>
      </div>
      <span data-figures>{spanOf(props.incident)}</span>
      <Time at={props.incident.openedAt} show="clock" />
    </li>
  );
}
