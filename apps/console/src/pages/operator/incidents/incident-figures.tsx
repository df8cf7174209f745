import { Show } from "solid-js";
import type { Incident } from "../../../api/types.ts";
import { Countdown } from "../../../ui/countdown.tsx";
import { type BoundedTotal, formatCount, formatTotal, nothing } from "../../../ui/numbers.ts";
import { formatSpan } from "../../../ui/relative-time.ts";
import { pageNow, Time } from "../../../ui/time.tsx";

/** Says in a few words whose fault the incident is. */
export function faultWord(incident: Incident): string {
  return incident.fault === "ours" ? "On our side" : "On Planhat’s side";
}

/** How long the incident has lasted, or lasted until it was closed. */
export function spanOf(incident: Incident): string {
  const end = incident.closedAt === null ? pageNow().getTime() : Date.parse(incident.closedAt);
  return formatSpan(end - Date.parse(incident.openedAt));
}

/** The figures of an incident. `waiting`: the number of connections in it, if known. */
export function IncidentFigures(props: { incident: Incident; waiting?: BoundedTotal | undefined }) {
  const incident = () => props.incident;
  const isOpen = () => incident().state === "open";
  return (
    <dl data-incident-figures>
      <Figure name="Host" value={incident().host ?? "all of them"} />
      <Figure name="Whose" value={faultWord(incident())} />
      <div>
        <dt>Since</dt>
        <dd>
          <Time at={incident().openedAt} show="clock" /> <small>{spanOf(incident())}</small>
        </dd>
      </div>
      <div>
        <dt>Connections</dt>
        <dd>
          {formatCount(incident().connections)}{" "}
          <Show
            when={props.waiting !== undefined && props.waiting.total !== incident().connections}
          >
            <small>{formatTotal(props.waiting ?? nothing)} still in it</small>
          </Show>
        </dd>
      </div>
      <Figure name="Checks postponed" value={formatCount(incident().checksPostponed)} />
      <div>
        <dt>{isOpen() ? "Next look" : "Over"}</dt>
        <dd>
          <Show
            when={isOpen()}
            fallback={<Time at={incident().closedAt ?? incident().openedAt} show="clock" />}
          >
            <Show when={incident().nextSweepAt} fallback="none planned">
              {(at) => <Countdown to={at()} />}
            </Show>
          </Show>
        </dd>
      </div>
    </dl>
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
