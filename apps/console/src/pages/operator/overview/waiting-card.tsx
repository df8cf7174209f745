import { A } from "@solidjs/router";
import { useQuery } from "@tanstack/solid-query";
import Send from "lucide-solid/icons/send";
import { createMemo, For, Show } from "solid-js";
import { queries } from "../../../api/queries.ts";
import { dataOf } from "../../../api/read.ts";
import { Loaded } from "../../../shell/loaded.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { countOf } from "../../../ui/numbers.ts";
import { Time } from "../../../ui/time.tsx";
import { EstimateLine, RequestDecision } from "../../shared/sync/request-decision.tsx";

const rows = 3;

/** The sync requests that have waited longest. */
export function WaitingCard() {
  const requests = useQuery(() => queries.waitingRequests());
  const oldestFirst = createMemo(() => dataOf(requests)?.items.toReversed() ?? []);
  return (
    <Card title="Sync requests" flush>
      <Loaded read={requests} label="Reading the requests" rows={3}>
        {() => (
          <Show
            when={oldestFirst().length > 0}
            fallback={
              <Empty icon={<Send size={18} />} title="No request waits">
                New requests appear here as customers press Notify Churned.
              </Empty>
            }
          >
            <ul data-waiting-requests>
              <For each={oldestFirst().slice(0, rows)}>
                {(request) => (
                  <li>
                    <div>
                      <A href={`/connections/${request.connectionId}`}>{request.tenantName}</A>
                      <small>
                        asked <Time at={request.createdAt} />
                      </small>
                    </div>
                    <p>
                      <EstimateLine connectionId={request.connectionId} />
                    </p>
                    <RequestDecision request={request} isNext={false} />
                  </li>
                )}
              </For>
            </ul>
            <p data-rest>
              <A href="/sync-requests">
                {oldestFirst().length > rows
                  ? `${countOf(oldestFirst().length - rows, "more request")}…`
                  : "Open the list"}
              </A>
            </p>
          </Show>
        )}
      </Loaded>
    </Card>
  );
}
