import { A, useParams } from "@solidjs/router";
import { useQuery } from "@tanstack/solid-query";
import { Match, Show, Switch } from "solid-js";
import { queries } from "../../../api/queries.ts";
import type { Connection } from "../../../api/types.ts";
import { dataOf } from "../../../api/read.ts";
import { HeldDeletionsQuestion } from "../../shared/sync/held-deletions.tsx";
import { EstimateLine, RequestDecision } from "../../shared/sync/request-decision.tsx";
import { Page } from "../../../shell/page.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { StateBadge, StateShape } from "../../../ui/state.tsx";
import { Tabs } from "../../../ui/tabs.tsx";
import { Time } from "../../../ui/time.tsx";
import { wordForConnection } from "../../shared/words.ts";
import { ConnectionActions } from "./actions.tsx";
import { ChecksTab } from "./checks-tab.tsx";
import { FieldsTab } from "./fields-tab.tsx";
import { RecordsTab } from "./records-tab.tsx";
import { SettingsTab } from "./settings-tab.tsx";
import { SummaryTab } from "./summary-tab.tsx";
import { SyncsTab } from "./syncs-tab.tsx";
import { TimelineTab } from "./timeline-tab.tsx";
import "./connection.css";

const tabs = [
  { key: "summary", label: "Summary" },
  { key: "timeline", label: "Timeline" },
  { key: "checks", label: "Checks" },
  { key: "syncs", label: "Syncs" },
  { key: "records", label: "Records" },
  { key: "fields", label: "Fields" },
  { key: "settings", label: "Settings" },
] as const;

/** One connection: its state, the reason, and the safe actions. */
export default function ConnectionPage() {
  const params = useParams<{ id: string; tab?: string }>();
  const connection = useQuery(() => queries.connection(params.id));
  return (
    <div data-page-slot>
      <Loaded read={connection} label="Reading the connection" rows={6}>
        {(found) => <View connection={found()} tab={params.tab ?? "summary"} />}
      </Loaded>
    </div>
  );
}

function View(props: { connection: Connection; tab: string }) {
  const state = () => wordForConnection(props.connection.state, "operator");
  const selected = () => tabs.find(({ key }) => key === props.tab)?.key ?? "summary";
  const address = () => `/connections/${props.connection.id}`;
  const requests = useQuery(() => queries.syncRequests(props.connection.id));
  const waiting = () => dataOf(requests)?.items.find((request) => request.state === "waiting");
  return (
    <Page
      eyebrow={
        <>
          <A href="/connections">Connections</A> / {props.connection.tenantName} (
          <A href={`/people?tenantId=${props.connection.tenantId}`}>people</A>)
        </>
      }
      headline={props.connection.name}
      marks={
        <>
          <StateBadge tone={state().tone}>{state().word}</StateBadge>
          <Show when={props.connection.host}>
            <span data-mark>{props.connection.host}</span>
          </Show>
          <Show when={props.connection.lastFour}>
            <code data-mark title="The token in use ends in these characters">
              …{props.connection.lastFour}
            </code>
          </Show>
        </>
      }
      actions={<ConnectionActions connection={props.connection} />}
    >
      <Show when={props.connection.incidentId}>
        {(incidentId) => (
          <div data-request-note data-tone="busy">
            <StateShape tone="busy" size={16} />
            <p>
              <b>Part of an incident.</b> Its state is kept and its customer not mailed until that
              is over. <A href={`/incidents/${incidentId()}`}>See the incident</A>
            </p>
          </div>
        )}
      </Show>
      <Show when={waiting()}>
        {(request) => (
          <div data-request-note data-tone="busy">
            <StateShape tone="busy" size={16} />
            <p>
              <b>The customer waits for a sync</b> since <Time at={request().createdAt} />:{" "}
              <EstimateLine connectionId={props.connection.id} />
            </p>
            <RequestDecision request={request()} isNext />
          </div>
        )}
      </Show>
      <HeldDeletionsQuestion
        connectionId={props.connection.id}
        isBrief={selected() !== "summary" && selected() !== "syncs"}
      />
      <Tabs
        label={`About ${props.connection.name}`}
        panelId="tab-panel"
        selected={selected()}
        tabs={tabs.map((tab) => ({
          ...tab,
          href: tab.key === "summary" ? address() : `${address()}/${tab.key}`,
        }))}
      />
      <div
        id="tab-panel"
        data-panel
        role="tabpanel"
        aria-labelledby={`tab-${selected()}`}
        tabindex="-1"
      >
        <Switch>
          <Match when={selected() === "summary"}>
            <SummaryTab connection={props.connection} />
          </Match>
          <Match when={selected() === "timeline"}>
            <TimelineTab connectionId={props.connection.id} />
          </Match>
          <Match when={selected() === "checks"}>
            <ChecksTab connection={props.connection} />
          </Match>
          <Match when={selected() === "syncs"}>
            <SyncsTab connectionId={props.connection.id} />
          </Match>
          <Match when={selected() === "records"}>
            <RecordsTab connectionId={props.connection.id} />
          </Match>
          <Match when={selected() === "fields"}>
            <FieldsTab connectionId={props.connection.id} />
          </Match>
          <Match when={selected() === "settings"}>
            <SettingsTab connection={props.connection} />
          </Match>
        </Switch>
      </div>
    </Page>
  );
}
