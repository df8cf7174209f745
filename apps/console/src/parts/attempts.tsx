import { For, Show } from "solid-js";
import type { Check } from "../api/types.ts";
import { formatDuration } from "../ui/relative-time.ts";
import { StateShape } from "../ui/state.tsx";
import { Time } from "../ui/time.tsx";
import "./attempts.css";

/** What it waited for, and why: a verdict that took a while tells what it was doing. */
export function Attempts(props: { attempts: Check["attempts"] }) {
  return (
    <Show when={props.attempts.length > 0}>
      <ol data-attempts aria-label="Attempts">
        <For each={props.attempts}>
          {(attempt, position) => (
            <li>
              <StateShape tone="busy" size={14} />
              <span>
                Attempt {position() + 1}: {attempt.reason}
                <Show when={attempt.waitMs > 0}>
                  , waited {formatDuration(attempt.waitMs)} before the next
                </Show>
              </span>
              <Time at={attempt.at} show="clock" />
            </li>
          )}
        </For>
      </ol>
    </Show>
  );
}
