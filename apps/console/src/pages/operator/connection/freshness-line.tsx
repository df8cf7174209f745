import { formatMinutes } from "@churned/domain/sync";
import { Show } from "solid-js";
import type { Connection } from "../../../api/types.ts";
import { judgeFreshness, wordForFreshness } from "../../shared/sync/freshness.ts";
import { StateBadge } from "../../../ui/state.tsx";
import { pageNow, Time } from "../../../ui/time.tsx";

/** The promised freshness, and whether the promise is kept. */
export function PromiseLine(props: { connection: Connection }) {
  const freshness = () => judgeFreshness(props.connection, pageNow());
  const word = () => wordForFreshness(freshness());
  const until = () => {
    const found = freshness();
    return found.kind === "none" ? undefined : found.until.toISOString();
  };
  return (
    <>
      <span>Never older than {formatMinutes(props.connection.schedule.freshWithinMinutes)}</span>
      <Show
        when={freshness().kind !== "none"}
        fallback={
          <small>{props.connection.freshAt === null ? "once data is here" : "but it rests"}</small>
        }
      >
        <StateBadge tone={word().tone}>{word().word}</StateBadge>
      </Show>
      <Show when={until()}>
        {(at) => (
          <small>
            {freshness().kind === "late" ? "since" : "newer data by"}{" "}
            <Time at={at()} show="clock" />
          </small>
        )}
      </Show>
    </>
  );
}

/** When the next automatic sync starts, or why no sync is planned. */
export function NextSync(props: { connection: Connection }) {
  const whyNone = () => {
    const { state, freshAt } = props.connection;
    if (state === "paused" || state === "disconnected") return `none: it is ${state}`;
    return freshAt === null
      ? "none planned: the first begins when it is asked for"
      : "none until the connection works again";
  };
  return (
    <Show when={props.connection.nextSyncAt} fallback={<small>{whyNone()}</small>}>
      {(at) => <Time at={at()} show="both" isPlan />}
    </Show>
  );
}
