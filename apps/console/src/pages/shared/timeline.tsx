import { For, Show } from "solid-js";
import type { TimelineEntry } from "../../api/types.ts";
import { language } from "../../ui/language.ts";
import { StateShape } from "../../ui/state.tsx";
import { Time } from "../../ui/time.tsx";
import "./timeline.css";

/** What happened to a connection, newest first. */
export function Timeline(props: { entries: readonly TimelineEntry[] }) {
  return (
    <ol data-timeline lang={language()}>
      <For each={props.entries}>
        {(entry) => (
          <li>
            <StateShape tone={entry.tone} size={14} />
            <div>
              <header>
                <b>{entry.title}</b>
                <Time at={entry.at} show="clock" />
              </header>
              <Show when={entry.detail}>
                <p>{entry.detail}</p>
              </Show>
              <small>{entry.actor}</small>
            </div>
          </li>
        )}
      </For>
    </ol>
  );
}
