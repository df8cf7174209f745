import { isOver } from "@churned/domain/sync";
import { useQuery, useQueryClient } from "@tanstack/solid-query";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { createSignal, For, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { queries } from "../../../api/queries.ts";
import type { Sync } from "../../../api/types.ts";
import { HeldDeletionsHistory } from "../../shared/sync/held-deletions.tsx";
import { SetAside } from "../../shared/sync/set-aside.tsx";
import { StreamTable } from "../../shared/sync/stream-table.tsx";
import { headlineForSync } from "../../shared/sync/sync-progress.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { ReasonDialog } from "../../../shell/reason-dialog.tsx";
import { formatSpan } from "../../../ui/relative-time.ts";
import { StateBadge } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { wordForSync } from "../../shared/words.ts";
import { groupStreamNotes } from "./stream-notes.ts";

/** Syncs, newest first. The newest sync is open and shows its streams. */
export function SyncsTab(props: { connectionId: string }) {
  const syncs = useQuery(() => queries.syncs(props.connectionId));
  return (
    <>
      <Card flush>
        <Loaded read={syncs} label="Reading the syncs" rows={6}>
          {(page) => (
            <Show
              when={page().items.length > 0}
              fallback={
                <Empty title="No sync yet">
                  The first one begins when the customer’s request is approved, or with Sync now.
                </Empty>
              }
            >
              <ul data-folds>
                <For each={page().items}>
                  {(sync, position) => <SyncFold sync={sync} isFirst={position() === 0} />}
                </For>
              </ul>
            </Show>
          )}
        </Loaded>
      </Card>
      <SetAside connectionId={props.connectionId} />
      <HeldDeletionsHistory connectionId={props.connectionId} />
    </>
  );
}

function SyncFold(props: { sync: Sync; isFirst: boolean }) {
  const word = () => wordForSync(props.sync.state);
  const isLive = () => !isOver(props.sync.state);
  // Only the sync that is the newest at first is opened automatically. A later sync does not close a sync that the
  // reader opened.
  const [isOpen, setIsOpen] = createSignal(props.isFirst);
  return (
    <li>
      <details open={isOpen()} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>
          <ChevronRight size={14} />
          <StateBadge tone={word().tone} turning={isLive()}>
            {word().word}
          </StateBadge>
          <span data-trigger data-figures>
            <b data-sync-mode>{modeWords[props.sync.mode]}</b> {headlineForSync(props.sync)}
          </span>
          <span data-end>
            <Took sync={props.sync} />
          </span>
          <span data-end>
            <Time at={props.sync.startedAt ?? props.sync.createdAt} />
          </span>
        </summary>
        <Show when={isOpen()}>
          <Show when={props.sync.reason}>
            {(reason) => (
              <p data-fold data-muted>
                {reason()}
              </p>
            )}
          </Show>
          <SyncNotes sync={props.sync} />
          <StreamTable sync={props.sync} />
          <Show when={isLive()}>
            <CancelSync id={props.sync.id} />
          </Show>
        </Show>
      </details>
    </li>
  );
}

const modeWords = { full: "Full", incremental: "Changes" } as const;
const modeTexts = {
  full: "Reads everything, which is what finds deletes.",
  incremental: "Reads what changed since the sync before; it finds no deletes.",
} as const;

/** The mode of the sync, the models with another mode and the reason, and the last search for deleted records. */
function SyncNotes(props: { sync: Sync }) {
  return (
    <ul data-sync-notes>
      <li>{modeTexts[props.sync.mode]}</li>
      <For each={groupStreamNotes(props.sync)}>
        {({ note, models }) => (
          <li>
            <b>{models}</b>: {note}
          </li>
        )}
      </For>
      <li>
        <Show
          when={props.sync.lastFullAt}
          fallback="Deletes were not looked for yet: no pass of everything is complete and in order."
        >
          {(at) => (
            <>
              Deletes last looked for <Time at={at()} show="both" />.
            </>
          )}
        </Show>
      </li>
    </ul>
  );
}

function Took(props: { sync: Sync }) {
  const span = () => {
    const { startedAt, doneAt } = props.sync;
    return startedAt === null || doneAt === null
      ? undefined
      : formatSpan(Date.parse(doneAt) - Date.parse(startedAt));
  };
  return <>{span() ?? ""}</>;
}

function CancelSync(props: { id: string }) {
  const client = useQueryClient();
  const [isAsking, setIsAsking] = createSignal(false);
  return (
    <div data-fold>
      <Button onClick={() => setIsAsking(true)}>Cancel this sync</Button>
      <ReasonDialog
        open={isAsking()}
        title="Cancel this sync?"
        text="It stops within a page. What has landed stays. Your reason is written on the timeline."
        label="Reason"
        action="Cancel the sync"
        onClose={() => setIsAsking(false)}
        onConfirm={async (reason) => {
          await call("cancelSync", { id: props.id, body: { reason } });
          await client.invalidateQueries({ queryKey: ["sync"] });
        }}
      />
    </div>
  );
}
