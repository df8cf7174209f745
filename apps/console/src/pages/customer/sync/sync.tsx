import { useQuery, useQueryClient } from "@tanstack/solid-query";
import Plug from "lucide-solid/icons/plug";
import Send from "lucide-solid/icons/send";
import { createSignal, Match, Show, Switch } from "solid-js";
import { call } from "../../../api/call.ts";
import { queries } from "../../../api/queries.ts";
import type { Connection, Sync, SyncRequest } from "../../../api/types.ts";
import { Page } from "../../../shell/page.tsx";
import { OwnLinkButton } from "../../../shell/own-link.tsx";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { StateShape } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { WithOwnConnection } from "../own-connection.tsx";
import { EstimateCard } from "./estimate-card.tsx";
import { stageOf, tellNotConnected } from "./stage.ts";
import { SyncView } from "./sync-view.tsx";
import "./sync.css";

export default function SyncPage() {
  return (
    <WithOwnConnection>{(connection) => <Syncing connection={connection()} />}</WithOwnConnection>
  );
}

function Syncing(props: { connection: Connection }) {
  const client = useQueryClient();
  const requests = useQuery(() => queries.syncRequests(props.connection.id));
  const syncs = useQuery(() => queries.syncs(props.connection.id));
  const [isBusy, setIsBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<unknown>();

  async function notify(): Promise<void> {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await call("createSyncRequest", { id: props.connection.id });
      await client.invalidateQueries({ queryKey: ["sync_request"] });
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  }

  const stage = (past: { requests: readonly SyncRequest[]; syncs: readonly Sync[] }) =>
    stageOf(props.connection, past.requests, past.syncs);
  const notifyButton = () => (
    <Button
      variant="filled"
      icon={<Send size={14} />}
      busy={isBusy()}
      onClick={() => void notify()}
    >
      {isBusy() ? "Notifying…" : "Notify Churned"}
    </Button>
  );

  const note = () => (
    <Show when={problem()}>
      <ProblemNote title="Churned was not notified" problem={problem()} />
    </Show>
  );

  return (
    <Loaded read={requests} label="Reading what was asked for" rows={4}>
      {(requestPage) => (
        <Loaded read={syncs} label="Reading the syncs" rows={4}>
          {(syncPage) => {
            const now = () => stage({ requests: requestPage().items, syncs: syncPage().items });
            const request = () => {
              const at = now();
              return at.kind === "waiting" || at.kind === "declined" ? at.request : undefined;
            };
            const sync = () => {
              const at = now();
              return at.kind === "sync" ? at.sync : undefined;
            };
            return (
              <Switch>
                <Match when={now().kind === "not_connected"}>
                  <NotConnected connection={props.connection} />
                </Match>
                <Match when={now().kind === "ready"}>
                  <Page
                    eyebrow="Sync"
                    headline="Everything is ready for your data"
                    below="Tell Churned to begin. Once Churned says yes, the reading starts by itself, and this page shows it."
                    actions={notifyButton()}
                    width="reading"
                  >
                    {note()}
                    <EstimateCard connectionId={props.connection.id} />
                  </Page>
                </Match>
                <Match when={now().kind === "waiting" && request()}>
                  {(asked) => (
                    <Page
                      eyebrow="Sync"
                      headline="Churned was notified"
                      below="Waiting for Churned to say yes. Nothing is needed from you; this page shows it as it happens."
                      width="reading"
                    >
                      <Waiting request={asked()} />
                      <EstimateCard connectionId={props.connection.id} />
                    </Page>
                  )}
                </Match>
                <Match when={now().kind === "declined" && request()}>
                  {(asked) => (
                    <Page
                      eyebrow="Sync"
                      headline="Churned said not yet"
                      below="Here is why. Once it is settled, ask again."
                      actions={props.connection.state === "connected" ? notifyButton() : undefined}
                      width="reading"
                    >
                      {note()}
                      <Declined request={asked()} />
                    </Page>
                  )}
                </Match>
                <Match when={sync()}>
                  {(current) => (
                    <SyncView
                      sync={current()}
                      connection={props.connection}
                      canAskAgain={
                        props.connection.state === "connected" &&
                        (current().state === "failed" || current().state === "cancelled")
                      }
                      again={notifyButton()}
                      note={note()}
                    />
                  )}
                </Match>
              </Switch>
            );
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

function NotConnected(props: { connection: Connection }) {
  const words = () => tellNotConnected(props.connection);
  return (
    <Page eyebrow="Sync" headline={words().headline} width="reading">
      <Card>
        <Empty
          icon={<Plug size={18} />}
          title={words().title}
          action={
            <Show when={words().action}>
              {(action) => (
                <OwnLinkButton href="/planhat" variant="filled">
                  {action()}
                </OwnLinkButton>
              )}
            </Show>
          }
        >
          {words().text}
        </Empty>
      </Card>
    </Page>
  );
}

function Waiting(props: { request: SyncRequest }) {
  return (
    <div data-ask data-tone="busy" role="status">
      <StateShape tone="busy" size={16} turning />
      <p>
        <b>Waiting for approval.</b> Asked <Time at={props.request.createdAt} show="both" />
        <Show when={props.request.requestedBy}>{(by) => <> by {by()}</>}</Show>.
      </p>
    </div>
  );
}

function Declined(props: { request: SyncRequest }) {
  return (
    <div data-ask data-tone="warn">
      <StateShape tone="warn" size={16} />
      <div>
        <p>
          <b>{props.request.reason ?? "No reason was given. Ask your contact at Churned."}</b>
        </p>
        <p>
          {props.request.decidedBy ?? "Churned"},{" "}
          <Time at={props.request.decidedAt ?? props.request.createdAt} show="both" />
        </p>
      </div>
    </div>
  );
}
