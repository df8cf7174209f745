import { A } from "@solidjs/router";
import { useQuery } from "@tanstack/solid-query";
import Send from "lucide-solid/icons/send";
import { createMemo, For, Show } from "solid-js";
import { queries } from "../../../api/queries.ts";
import type { SyncRequest } from "../../../api/types.ts";
import { dataOf } from "../../../api/read.ts";
import { EstimateLine, RequestDecision } from "../../shared/sync/request-decision.tsx";
import { Page } from "../../../shell/page.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { StateBadge } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import "./sync-requests.css";

const decidedWords = {
  approved: { tone: "ok", word: "Approved" },
  declined: { tone: "warn", word: "Declined" },
  withdrawn: { tone: "idle", word: "Withdrawn" },
  waiting: { tone: "busy", word: "Waiting" },
} as const;

/** Sync requests, with their estimates and the operator's decision. */
export default function SyncRequests() {
  const requests = useQuery(() => queries.waitingRequests());
  const latest = useQuery(() => queries.syncRequests());
  // The request that has waited longest comes first.
  const waiting = createMemo(() => dataOf(requests)?.items.toReversed() ?? []);
  const decided = createMemo(() =>
    (dataOf(latest)?.items ?? []).filter(({ state }) => state !== "waiting"),
  );
  const headline = () => {
    if (dataOf(requests) === undefined) return "Sync requests";
    if (waiting().length === 0) return "Nobody waits for a sync";
    return waiting().length === 1
      ? "1 customer waits for a sync"
      : `${waiting().length} customers wait for a sync`;
  };
  return (
    <Page
      headline={headline()}
      below={
        <>
          A yes begins a full sync at once; a no is mailed to the customer with your reason.{" "}
          <A href="/policies">Say yes by itself</A>
        </>
      }
      width="reading"
    >
      <Loaded read={requests} label="Reading the requests" rows={4}>
        {() => (
          <>
            <Card flush title="Waiting">
              <Show
                when={waiting().length > 0}
                fallback={
                  <Empty icon={<Send size={18} />} title="All answered">
                    New requests appear here as customers press Notify Churned.
                  </Empty>
                }
              >
                <ul data-requests>
                  <For each={waiting()}>
                    {(request, position) => <Waiting request={request} isNext={position() === 0} />}
                  </For>
                </ul>
              </Show>
            </Card>
            <Show when={decided().length > 0}>
              <Card flush title="Answered">
                <ul data-requests>
                  <For each={decided()}>{(request) => <Decided request={request} />}</For>
                </ul>
              </Card>
            </Show>
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Names the tenant first, because connections of different tenants may have the same name. */
function Whose(props: { request: SyncRequest }) {
  return (
    <>
      {props.request.tenantName}
      <Show when={props.request.tenantName !== props.request.connectionName}>
        {" › "}
        {props.request.connectionName}
      </Show>
    </>
  );
}

function Waiting(props: { request: SyncRequest; isNext: boolean }) {
  return (
    <li>
      <div>
        <A href={`/connections/${props.request.connectionId}`}>
          <Whose request={props.request} />
        </A>
        <small>
          Asked <Time at={props.request.createdAt} />
          <Show when={props.request.requestedBy}>{(by) => <> by {by()}</>}</Show>
        </small>
      </div>
      <p>
        <EstimateLine connectionId={props.request.connectionId} />
      </p>
      <RequestDecision request={props.request} isNext={props.isNext} />
    </li>
  );
}

function Decided(props: { request: SyncRequest }) {
  const word = () => decidedWords[props.request.state];
  return (
    <li>
      <div>
        <A href={`/connections/${props.request.connectionId}/syncs`}>
          <Whose request={props.request} />
        </A>
        <small>
          <Time at={props.request.decidedAt ?? props.request.createdAt} />
          <Show when={props.request.decidedBy}>{(by) => <> by {by()}</>}</Show>
        </small>
      </div>
      <p>{props.request.reason}</p>
      <StateBadge tone={word().tone}>{word().word}</StateBadge>
    </li>
  );
}
