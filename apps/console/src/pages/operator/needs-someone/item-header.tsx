import { A } from "@solidjs/router";
import Moon from "lucide-solid/icons/moon";
import RefreshCw from "lucide-solid/icons/refresh-cw";
import Sun from "lucide-solid/icons/sun";
import { Show } from "solid-js";
import type { ConnectionInboxItem } from "../../../api/types.ts";
import { Button } from "../../../ui/button.tsx";
import { Countdown } from "../../../ui/countdown.tsx";
import { StateBadge } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { wordForConnection } from "../../shared/words.ts";
import { Assignment } from "./assignment.tsx";
import type { createTest } from "./item-test.tsx";

/** The connection, since when it needs someone, and the most frequent actions: test, snooze, assign. */
export function ProblemHeader(props: {
  item: ConnectionInboxItem;
  /** True if the page's headline names the tenant. */
  isAlone: boolean;
  test: ReturnType<typeof createTest>;
  onSnooze: () => void;
  onWake: () => void;
  onChange: (after: ConnectionInboxItem) => void;
}) {
  const connection = () => props.item.connection;
  return (
    <header>
      <div>
        <p data-where>
          <Show when={!props.isAlone}>
            <b>{connection().tenantName}</b>
          </Show>
          <A href={`/connections/${connection().id}`}>{connection().name}</A>
          <Show when={connection().host}>
            <span data-mark>{connection().host}</span>
          </Show>
          <Show when={connection().lastFour}>
            <code data-mark>…{connection().lastFour}</code>
          </Show>
        </p>
        <p data-whose>
          <StateBadge tone={wordForConnection(connection().state, "operator").tone}>
            {wordForConnection(connection().state, "operator").word}
          </StateBadge>
          <small>
            since <Time at={props.item.since} show="both" />
            <Show when={connection().nextCheckAt}>
              {(at) => (
                <>
                  {" "}
                  · tested again by itself <Countdown to={at()} />
                </>
              )}
            </Show>
          </small>
        </p>
      </div>
      <div data-row-of-buttons>
        <Button
          icon={<RefreshCw size={14} />}
          busy={props.test.isTesting()}
          onClick={() => void props.test.test()}
        >
          {props.test.isTesting() ? "Testing…" : "Test now"}
        </Button>
        <Show
          when={props.item.snoozedUntil}
          fallback={
            <Button icon={<Moon size={14} />} onClick={() => props.onSnooze()}>
              Snooze
            </Button>
          }
        >
          <Button icon={<Sun size={14} />} onClick={() => props.onWake()}>
            Wake it now
          </Button>
        </Show>
        <Assignment item={props.item} onChange={(after) => props.onChange(after)} />
      </div>
    </header>
  );
}
