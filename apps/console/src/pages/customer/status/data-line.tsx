import { isOver } from "@churned/domain/sync";
import { useQuery } from "@tanstack/solid-query";
import { Match, Show, Switch } from "solid-js";
import { queries } from "../../../api/queries.ts";
import { dataOf } from "../../../api/read.ts";
import type { Connection } from "../../../api/types.ts";
import { language } from "../../../ui/language.ts";
import { tellFreshness } from "../../shared/sync/freshness.ts";
import { OwnLink } from "../../../shell/own-link.tsx";
import { pageNow, Time } from "../../../ui/time.tsx";
import { stageOf } from "../sync/stage.ts";

/** One line about the data: how fresh the data is, or why there is no data. */
export function DataLine(props: { connection: Connection }) {
  return (
    <Show
      when={props.connection.freshAt}
      fallback={
        <Show
          when={props.connection.state === "connected"}
          fallback={<WorkedBefore connection={props.connection} />}
        >
          <Reading connection={props.connection} />
        </Show>
      }
    >
      {(freshAt) => (
        <>
          Your data is complete as of <Time at={freshAt()} show="both" />.{" "}
          <span lang={language()}>{tellFreshness(props.connection, pageNow(), language())}</span>
        </>
      )}
    </Show>
  );
}

/** A connection that worked before has another text than a connection that never worked. */
function WorkedBefore(props: { connection: Connection }) {
  return (
    <Show when={props.connection.workedSince}>
      {(since) => (
        <>
          It first worked <Time at={since()} show="both" />.{" "}
          {props.connection.hasData
            ? "The data here is not complete yet."
            : "No data was read yet."}
        </>
      )}
    </Show>
  );
}

/** Shown before the first sync is complete: the headline of the sync page in one line. */
function Reading(props: { connection: Connection }) {
  const requests = useQuery(() => queries.syncRequests(props.connection.id));
  const syncs = useQuery(() => queries.syncs(props.connection.id));
  const stage = () => {
    const [asked, made] = [dataOf(requests), dataOf(syncs)];
    return asked && made ? stageOf(props.connection, asked.items, made.items) : undefined;
  };
  const live = () => {
    const at = stage();
    return at?.kind === "sync" && !isOver(at.sync.state);
  };
  return (
    <Switch>
      <Match when={stage()?.kind === "ready"}>
        No data was read yet. <OwnLink href="/sync">Notify Churned</OwnLink> to begin.
      </Match>
      <Match when={stage()?.kind === "waiting"}>
        No data was read yet. Churned was notified, and has yet to say yes.
      </Match>
      <Match when={stage()?.kind === "declined"}>
        Churned said not yet. <OwnLink href="/sync">See why</OwnLink>
      </Match>
      <Match when={live()}>
        Your data is being read. <OwnLink href="/sync">See how far it is</OwnLink>
      </Match>
      <Match when={stage()?.kind === "sync"}>
        Your data is not complete yet. <OwnLink href="/sync">See the sync</OwnLink>
      </Match>
    </Switch>
  );
}
