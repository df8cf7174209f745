import { A } from "@solidjs/router";
import type { UseQueryResult } from "@tanstack/solid-query";
import CircleCheck from "lucide-solid/icons/circle-check";
import { For, Show } from "solid-js";
import type { InboxStart } from "../../../api/inbox-queries.ts";
import { Loaded } from "../../../shell/loaded.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { countOf } from "../../../ui/numbers.ts";
import { StateShape } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { wordForVerdict } from "../../shared/words.ts";

const rows = 5;

/** The connections that need a person, the most severe first. */
export function NeededCard(props: { needed: UseQueryResult<InboxStart> }) {
  return (
    <Card title="Needs someone" flush>
      <Loaded read={props.needed} label="Looking who needs someone" rows={4}>
        {(found) => (
          <Show
            when={found().items.length > 0}
            fallback={
              <Empty icon={<CircleCheck size={18} />} title="Nobody is needed">
                A connection that needs a person appears here by itself.
              </Empty>
            }
          >
            <ul data-needed>
              <For each={found().items.slice(0, rows)}>{(item) => <Row item={item} />}</For>
            </ul>
            <Rest count={countNeeded(found()) - Math.min(rows, found().items.length)} />
          </Show>
        )}
      </Loaded>
    </Card>
  );
}

const countNeeded = ({ causes }: InboxStart) => causes.reduce((sum, { count }) => sum + count, 0);

function Row(props: { item: InboxStart["items"][number] }) {
  const tone = () => {
    const { verdict } = props.item.connection;
    const known = verdict === null ? "bad" : wordForVerdict(verdict).tone;
    return known === "ok" ? "warn" : known;
  };
  return (
    <li>
      <A href={`/needs-someone/${props.item.connection.id}`}>
        <StateShape tone={tone()} />
        <b>{props.item.connection.tenantName}</b>
        <span data-needed-why>{props.item.title}</span>
        <span data-needed-since>
          <span data-unseen>since </span>
          <Time at={props.item.since} />
        </span>
      </A>
    </li>
  );
}

function Rest(props: { count: number }) {
  return (
    <p data-rest>
      <A href="/needs-someone">
        {props.count > 0 ? `${countOf(props.count, "more connection")}…` : "Open the list"}
      </A>
    </p>
  );
}
