import { modelLabels } from "@churned/domain/plan";
import { isOver } from "@churned/domain/sync";
import { createSignal, For, onCleanup, Show } from "solid-js";
import type { Sync } from "../../../api/types.ts";
import { formatCount } from "../../../ui/numbers.ts";
import { Progress } from "../../../ui/progress.tsx";
import { StateShape } from "../../../ui/state.tsx";
import { wordForStream } from "../words.ts";
import { describeCost, describeStream, shareOf } from "./sync-progress.ts";
import "./stream-table.css";

/** A clock that moves every second while `isTicking`, for speeds and remaining times. */
export function createSecondClock(isTicking: () => boolean): () => Date {
  const [now, setNow] = createSignal(new Date());
  const timer = setInterval(() => isTicking() && setNow(new Date()), 1_000);
  onCleanup(() => clearInterval(timer));
  return now;
}

/** The streams of a sync: progress, records, speed, and reason for waiting. */
export function StreamTable(props: { sync: Sync }) {
  const now = createSecondClock(() => !isOver(props.sync.state));
  return (
    <ul data-streams>
      <For each={props.sync.streams}>
        {(stream) => (
          <li data-tone={wordForStream(stream.state).tone} data-stream={stream.state}>
            <StateShape
              tone={wordForStream(stream.state).tone}
              turning={stream.state === "running"}
            />
            <b>{modelLabels[stream.model]}</b>
            <Progress
              share={shareOf(stream)}
              tone={wordForStream(stream.state).tone}
              label={modelLabels[stream.model]}
            />
            <span data-counts data-figures>
              <Show when={stream.state !== "queued"} fallback={expectation(stream.expected)}>
                {formatCount(stream.fetched)}
                <Show when={(stream.expected ?? 0) > 0 && stream.state !== "succeeded"}>
                  <small> / {formatCount(Math.max(stream.expected ?? 0, stream.fetched))}</small>
                </Show>
              </Show>
            </span>
            <span data-pace data-figures>
              {describeStream(stream, now())}
              <small>{describeCost(stream)}</small>
            </span>
          </li>
        )}
      </For>
    </ul>
  );
}

function expectation(expected: number | null) {
  return <small>{expected === null || expected === 0 ? "" : `~${formatCount(expected)}`}</small>;
}
