import { For } from "solid-js";
import type { Check } from "../../../api/types.ts";
import { formatDuration } from "../../../ui/relative-time.ts";
import { StateBadge } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";
import { wordForTrigger, wordForVerdict } from "../words.ts";
import "./check-list.css";

/** Checks, newest first, with verdict, trigger and time. */
export function CheckList(props: { checks: readonly Check[] }) {
  return (
    <ol data-check-list>
      <For each={props.checks}>
        {(check) => (
          <li>
            <CheckState check={check} />
            <span data-trigger>{wordForTrigger(check.trigger)}</span>
            <span data-took data-figures>
              {check.doneAt === null
                ? ""
                : formatDuration(Date.parse(check.doneAt) - Date.parse(check.createdAt))}
            </span>
            <span data-at>
              <Time at={check.doneAt ?? check.createdAt} />
            </span>
          </li>
        )}
      </For>
    </ol>
  );
}

/** The result of a check in a word. Checks in progress and superseded checks have a word too. */
export function CheckState(props: { check: Check }) {
  const word = () => {
    const { state, verdict, supersededBy } = props.check;
    if (verdict !== null) return wordForVerdict(verdict.kind, !verdict.destroysToken);
    if (supersededBy !== null) return { tone: "idle" as const, word: "Replaced by a newer test" };
    return { tone: "busy" as const, word: state === "queued" ? "About to test…" : "Testing…" };
  };
  return (
    <StateBadge tone={word().tone} turning={props.check.state !== "done"}>
      {word().word}
    </StateBadge>
  );
}
