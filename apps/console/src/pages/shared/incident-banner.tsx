import { useQuery } from "@tanstack/solid-query";
import Siren from "lucide-solid/icons/siren";
import { For, Show } from "solid-js";
import type { Incident } from "../../api/types.ts";
import { inboxQueries } from "../../api/inbox-queries.ts";
import { dataOf } from "../../api/read.ts";
import { LinkButton } from "../../ui/button.tsx";
import { countOf } from "../../ui/numbers.ts";
import { Countdown } from "../../ui/countdown.tsx";
import { Time } from "../../ui/time.tsx";
import "./incident-banner.css";

/** Open incidents. They appear above the inbox, because no customer can end them. */
export function IncidentBanner() {
  const incidents = useQuery(() => inboxQueries.openIncidents());
  const open = () => dataOf(incidents)?.items ?? [];
  return <For each={open().slice(0, 2)}>{(incident) => <Banner incident={incident} />}</For>;
}

function Banner(props: { incident: Incident }) {
  return (
    <section data-incident-banner data-tone="busy" aria-label="Open incident">
      <Siren size={18} />
      <p>
        <b>{props.incident.title}.</b> {countOf(props.incident.connections, "connection")} so far,
        since <Time at={props.incident.openedAt} show="clock" />. Their states are kept, no customer
        is mailed about it, {countOf(props.incident.checksPostponed, "check")} put off so far.
      </p>
      <Show when={props.incident.nextSweepAt}>
        {(at) => (
          <span data-next-sweep data-figures>
            next look <Countdown to={at()} />
          </span>
        )}
      </Show>
      <LinkButton href={`/incidents/${props.incident.id}`}>Open incident</LinkButton>
    </section>
  );
}
