import { isOver } from "@churned/domain/sync";
import { type JSX, Show } from "solid-js";
import type { Connection, Sync } from "../../../api/types.ts";
import { createSecondClock, StreamTable } from "../../shared/sync/stream-table.tsx";
import { formatTimeLeft, headlineForSync, totalsOf } from "../../shared/sync/sync-progress.ts";
import { Page } from "../../../shell/page.tsx";
import { Card } from "../../../ui/card.tsx";
import { formatCount } from "../../../ui/numbers.ts";
import { Progress } from "../../../ui/progress.tsx";
import { StateBadge } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { wordForSync } from "../../shared/words.ts";

/** The current or last sync: first the result, then its streams. */
export function SyncView(props: {
  sync: Sync;
  connection: Connection;
  canAskAgain: boolean;
  again: JSX.Element;
  note: JSX.Element;
}) {
  const isLive = () => !isOver(props.sync.state);
  const now = createSecondClock(isLive);
  const word = () => wordForSync(props.sync.state);
  return (
    <Page
      eyebrow={
        <>
          {props.sync.mode === "full" ? "Full sync" : "Update"}, begun{" "}
          <Time at={props.sync.startedAt ?? props.sync.createdAt} show="clock" />
        </>
      }
      headline={headlineForSync(props.sync)}
      marks={
        <StateBadge tone={word().tone} turning={isLive()}>
          {word().word}
        </StateBadge>
      }
      below={<Below {...props} left={formatTimeLeft(props.sync, now())} isLive={isLive()} />}
      actions={props.canAskAgain ? props.again : undefined}
      width="reading"
    >
      {props.note}
      <Show when={isLive()}>
        <Progress share={totalsOf(props.sync.streams).share} label="Sync" />
      </Show>
      <Card flush>
        <StreamTable sync={props.sync} />
      </Card>
    </Page>
  );
}

function Below(props: {
  sync: Sync;
  connection: Connection;
  left: string | undefined;
  isLive: boolean;
}) {
  const requests = () => props.sync.streams.reduce((sum, stream) => sum + stream.requests, 0);
  return (
    <Show
      when={props.isLive}
      fallback={
        <>
          <Show when={props.sync.reason}>{(reason) => <>{reason()} </>}</Show>
          <Show when={props.connection.freshAt}>
            {(freshAt) => (
              <>
                Complete as of <Time at={freshAt()} show="both" />.{" "}
              </>
            )}
          </Show>
          {formatCount(requests())} calls were made to Planhat.
        </>
      }
    >
      {props.left === undefined ? "" : `${props.left}. `}You may leave this page; the reading goes
      on without it.
    </Show>
  );
}
