import ChevronRight from "lucide-solid/icons/chevron-right";
import { For, Show } from "solid-js";
import type { Check } from "../../../api/types.ts";
import { formatDuration } from "../../../ui/relative-time.ts";
import { Time } from "../../../ui/time.tsx";
import "./attempts.css";

/** The repeated calls of a check, with waiting time and reason. They explain why a verdict took long. */
export function Attempts(props: { attempts: Check["attempts"] }) {
  const longestMs = () => Math.max(...props.attempts.map(({ waitMs }) => waitMs));
  return (
    <Show when={props.attempts.length > 0}>
      <details data-attempts>
        <summary>
          <ChevronRight size={14} />
          {props.attempts.length === 1 ? "Tried again once" : `${props.attempts.length} more tries`}
          , after {props.attempts.length === 1 ? "" : "at most "}
          {formatDuration(longestMs())}
        </summary>
        <ol aria-label="Attempts">
          <For each={props.attempts}>
            {(attempt) => (
              <li>
                <span>
                  {attempt.reason}
                  <Show when={attempt.waitMs > 0}>
                    ; tried again after {formatDuration(attempt.waitMs)}
                  </Show>
                </span>
                <Time at={attempt.at} show="clock" />
              </li>
            )}
          </For>
        </ol>
      </details>
    </Show>
  );
}
